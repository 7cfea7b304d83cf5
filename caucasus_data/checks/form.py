"""CD1: the form of the folder, its files and their lines."""

from __future__ import annotations

from caucasus_data.checks.base import FormCheck


class EmptyFile(FormCheck):
    """The file is empty.

    Why: A table without rows still has its header line; an empty file is usually a save that failed.
    Example: `events.csv` of 0 bytes.
    Mend: Restore the file, or write its header line: `caucasus-data schema TABLE` lists the columns.
    """

    code = "CD101"


class NotUtf8(FormCheck):
    """The file, or a byte of it, is not UTF-8.

    Why: Armenian, Azerbaijani and Russian names survive only in one agreed encoding.
    Example: A file saved by a spreadsheet as Windows-1251 or UTF-16.
    Mend: Save the file as UTF-8, without a byte order mark.
    """

    code = "CD102"


class ByteOrderMark(FormCheck):
    """The file begins with a byte order mark (BOM).

    Why: Readers that do not expect it take it for a part of the first column's name.
    Example: A file saved as "CSV UTF-8" by a spreadsheet.
    Mend: Save as UTF-8 without BOM, or run `caucasus-data format`.
    """

    code = "CD103"


class CrlfLineEnd(FormCheck):
    """Lines end with CRLF or CR instead of LF.

    Why: One form for all makes a diff show what changed and nothing else, and the digest the same everywhere.
    Example: A file saved on Windows.
    Mend: Run `caucasus-data format`, or set the editor to LF.
    """

    code = "CD104"


class CarriageReturn(FormCheck):
    """A lone carriage return stands inside a line.

    Why: Some programs take it for the end of the line, others for a character of the cell.
    Example: A cell pasted from an old Macintosh file.
    Mend: Remove it.
    """

    code = "CD105"


class NulByte(FormCheck):
    """A NUL byte stands in the file.

    Why: Many readers stop at it and lose the rest of the file without a word.
    Example: A file damaged on a disk, or UTF-16 read as UTF-8.
    Mend: Remove it, and see whether the line has lost something.
    """

    code = "CD106"


class BlankLine(FormCheck):
    """A line is blank.

    Why: Readers disagree on whether it is a row.
    Example: A second newline at the end of the file.
    Mend: Remove it, or run `caucasus-data format`.
    """

    code = "CD107"


class NoFinalNewline(FormCheck):
    """The last line does not end with a newline.

    Why: The next row that is appended would be glued to it; a file that was cut short looks just like this.
    Example: An editor set not to end files with a newline.
    Mend: See that the last row is whole, then end it with a newline.
    """

    code = "CD108"


class UnclosedQuote(FormCheck):
    """A quote is opened and never closed.

    Why: Everything up to the next quote would be one cell; whole rows vanish in silence.
    Example: `2023-10-15-visit,"Khankendi / Stepanakert,meeting`
    Mend: Close the quote at the end of the cell.
    """

    code = "CD109"


class TextAfterQuote(FormCheck):
    """Text follows a closing quote.

    Why: Readers disagree on what the cell is then.
    Example: `"Both sides agree" he said`
    Mend: Quote the whole cell and double each quote inside it: `""Both sides agree"" he said`.
    """

    code = "CD110"


class StrayQuote(FormCheck):
    """A quote stands inside a cell that is not quoted.

    Why: Some readers keep it, others begin a quoted cell there.
    Example: `the "corridor" plan`
    Mend: Quote the whole cell and double the quotes in it: `"the ""corridor"" plan"`.
    """

    code = "CD111"


class NeedlessQuoting(FormCheck):
    """A cell is quoted without need.

    Why: One canonical form keeps diffs and digests free of noise; only a comma, a quote or a line end needs quotes.
    Example: `"meeting"`
    Mend: Write it without quotes, or run `caucasus-data format`.
    """

    code = "CD112"


class RaggedRow(FormCheck):
    """A row has more or fewer cells than the header.

    Why: From the surplus or missing comma on, every cell stands under the wrong column.
    Example: A comma in a title that is not quoted.
    Mend: Quote the cell with the comma, or add the commas of the empty cells.
    """

    code = "CD113"


class WrongDelimiter(FormCheck):
    """The file is not separated by commas, or begins with a `sep=` line.

    Why: The tables are comma-separated (RFC 4180); spreadsheets of some countries write semicolons.
    Example: `event_id;event_type;date_start`
    Mend: Export the file again with commas.
    """

    code = "CD114"


class MissingColumn(FormCheck):
    """A column is missing from the header.

    Why: Each table has all its columns, in order, also where a column is empty throughout.
    Example: `events.csv` without `note`.
    Mend: Add the column, with an empty cell in each row where nothing is known.
    """

    code = "CD115"


class UnknownColumn(FormCheck):
    """The header names a column that the table does not have.

    Why: A misspelt column would be empty for every user; a new one has to be declared first.
    Example: `event_typ`
    Mend: Correct the name, or declare the column in `caucasus_data/tables/`.
    """

    code = "CD116"


class RepeatedColumn(FormCheck):
    """The header names a column twice.

    Why: Readers keep the first, the last, or rename one.
    Example: `event_id,event_type,event_type`
    Mend: Remove one of the two, with its cells.
    """

    code = "CD117"


class ReorderedColumns(FormCheck):
    """The columns stand in another order than the schema's.

    Why: One order keeps diffs and digests stable.
    Example: `event_type,event_id,...`
    Mend: Run `caucasus-data format`.
    """

    code = "CD118"


class MissingTable(FormCheck):
    """The folder lacks a table.

    Why: A release is whole; other tables refer to this one.
    Example: No `sources.csv` in `datasets/`.
    Mend: Restore the file; a table without rows is its header line.
    """

    code = "CD119"


class StrayFile(FormCheck):
    """The folder holds a file that is not a table of the dataset.

    Why: Data in a file that nobody reads is lost; usually the name is misspelt or a copy was left behind.
    Example: `event.csv`, `events (1).csv`
    Mend: Rename or remove it.
    """

    code = "CD120"


class NameCase(FormCheck):
    """A file's or column's name differs from the declared one in letter case.

    Why: It works on one file system or engine and fails on another.
    Example: `Events.csv`
    Mend: Write the name in lower case.
    """

    code = "CD121"


class OutsideFolder(FormCheck):
    """A table file is a link to a place outside the datasets folder.

    Why: What is validated must be what is in the repository.
    Example: `events.csv` linked to a file elsewhere.
    Mend: Put the file itself into the folder.
    """

    code = "CD122"


class MergeMarker(FormCheck):
    """A line marks a merge conflict that nobody has resolved.

    Why: Between the markers stand two versions of the same rows; which of them holds, only a reader can tell.
    Example: `<<<<<<< HEAD`
    Mend: Keep the rows that hold, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`.
    """

    code = "CD123"


FORM_CHECKS: tuple[type[FormCheck], ...] = (
    EmptyFile,
    NotUtf8,
    ByteOrderMark,
    CrlfLineEnd,
    CarriageReturn,
    NulByte,
    BlankLine,
    NoFinalNewline,
    UnclosedQuote,
    TextAfterQuote,
    StrayQuote,
    NeedlessQuoting,
    RaggedRow,
    WrongDelimiter,
    MissingColumn,
    UnknownColumn,
    RepeatedColumn,
    ReorderedColumns,
    MissingTable,
    StrayFile,
    NameCase,
    OutsideFolder,
    MergeMarker,
)
