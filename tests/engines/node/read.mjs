// Prints a Parquet file as JSON: the JavaScript type and the cells of each column.
import { asyncBufferFromFile, parquetReadObjects, parquetMetadataAsync, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const typeOf = (cell) =>
  cell === null || cell === undefined ? null
    : Array.isArray(cell) ? 'Array'
      : cell instanceof Date ? 'Date'
        : typeof cell

const printable = (cell) =>
  typeof cell === 'bigint' ? Number(cell)
    : cell instanceof Date ? cell.toISOString()
      : cell ?? null

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const rows = await parquetReadObjects({ file, metadata, compressors })
const columns = parquetSchema(metadata).children.map(({ element }) => {
  const cells = rows.map((row) => row[element.name])
  const type = cells.map(typeOf).find((kind) => kind !== null) ?? null
  return { name: element.name, type, cells: cells.map(printable) }
})
process.stdout.write(JSON.stringify(columns))
