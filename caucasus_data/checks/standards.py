"""CD307: codes of countries, currencies and languages that their standards do not have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from caucasus_data.arrow_values import strings, where
from caucasus_data.checks.base import Check, Database, Finding, Rows, RuleCheck
from caucasus_data.errors import nearest

_COUNTRIES = """
    ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM
    BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR
    CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB
    GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA
    JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA
    MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR
    NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS
    SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON
    TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""
"""ISO 3166-1 alpha-3, as of February 2026."""

_CURRENCIES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD
    TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD
    XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG
    AZM GEK RUR SUR TRL
"""
"""ISO 4217, as of February 2026; the last line: earlier currencies of the region."""

_LANGUAGES = """
    aar aa abk ab afr af aka ak amh am ara ar arg an asm as ava av ave ae aym ay aze az bak ba bam bm bel be ben bn
    bis bi bod bo bos bs bre br bul bg cat ca ces cs cha ch che ce chu cu chv cv cor kw cos co cre cr cym cy dan da
    deu de div dv dzo dz ell el eng en epo eo est et eus eu ewe ee fao fo fas fa fij fj fin fi fra fr fry fy ful ff
    gla gd gle ga glg gl glv gv grn gn guj gu hat ht hau ha hbs sh heb he her hz hin hi hmo ho hrv hr hun hu hye hy
    ibo ig ido io iii ii iku iu ile ie ina ia ind id ipk ik isl is ita it jav jv jpn ja kal kl kan kn kas ks kat ka
    kau kr kaz kk khm km kik ki kin rw kir ky kom kv kon kg kor ko kua kj kur ku lao lo lat la lav lv lim li lin ln
    lit lt ltz lb lub lu lug lg mah mh mal ml mar mr mkd mk mlg mg mlt mt mon mn mri mi msa ms mya my nau na nav nv
    nbl nr nde nd ndo ng nep ne nld nl nno nn nob nb nor no nya ny oci oc oji oj ori or orm om oss os pan pa pli pi
    pol pl por pt pus ps que qu roh rm ron ro run rn rus ru sag sg san sa sin si slk sk slv sl sme se smo sm sna sn
    snd sd som so sot st spa es sqi sq srd sc srp sr ssw ss sun su swa sw swe sv tah ty tam ta tat tt tel te tgk tg
    tgl tl tha th tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug ukr uk urd ur uzb uz ven ve vie vi vol vo
    wln wa wol wo xho xh yid yi yor yo zha za zho zh zul zu
"""
"""ISO 639-3 codes, each followed by its ISO 639-1 code, which is the one to write."""


class UnknownStandardCode(RuleCheck):
    """A code of a country, currency or language has the right form, but its standard does not have it.

    Why: It joins with nothing, and a slip of one letter may look like another country.
    Example: `AZR` for `AZE`; the language `eng`, for which ISO 639-1 has `en`.
    Mend: Look it up in ISO 3166-1 alpha-3, ISO 4217 or ISO 639.
    """

    code = "CD307"
    _standards: ClassVar = {
        "actors": {"iso3": "ISO 3166-1", "country": "ISO 3166-1", "native_language": "ISO 639"},
        "places": {"country": "ISO 3166-1"},
        "sources": {"language": "ISO 639"},
        "statements": {"quote_language": "ISO 639"},
        "contracts": {"supplier_country": "ISO 3166-1", "currency": "ISO 4217"},
        "spending": {"country": "ISO 3166-1", "unit": "ISO 4217"},
        "exchange_rates": {"base": "ISO 4217", "quote": "ISO 4217"},
        "claims": {"unit": "ISO 4217"},
    }
    tables = tuple(_standards)

    def findings(self, rows: Rows, db: Database) -> Iterator[Finding]:
        for name, standard in self._standards[rows.spec.name].items():
            values = rows[name]
            for index in where(pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=_known(standard))))):
                value = values[index].as_py()
                if standard == "ISO 639" and len(value) == 3:
                    mend = _shorter().get(value)
                    hint = f'ISO 639-1 has "{mend}"'
                    if mend is None:
                        continue
                elif standard == "ISO 4217" and not value.isupper():
                    continue  # persons, percents and the like
                else:
                    codes = _known(standard).to_pylist()
                    swapped = next((code for code in codes if sorted(code) == sorted(value)), None)
                    close = swapped or nearest(value, codes)
                    hint = f'did you mean "{close}"?' if close else f"look it up in {standard}"
                yield self.finding(rows, index, name, f'{name} "{value}" is no code of {standard}', hint)


@cache
def _known(standard: str) -> pa.StringArray:
    codes = {"ISO 3166-1": _COUNTRIES, "ISO 4217": _CURRENCIES}.get(standard)
    return strings(codes.split() if codes is not None else [*_shorter().values()])


@cache
def _shorter() -> dict[str, str]:
    """The two letters of each language that also has three."""
    codes = _LANGUAGES.split()
    return dict(zip(codes[::2], codes[1::2], strict=True))


STANDARD_CHECKS: tuple[type[Check], ...] = (UnknownStandardCode,)
