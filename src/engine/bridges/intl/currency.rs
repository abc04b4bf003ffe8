//! What currencies are called: facts of the Unicode CLDR 48 (licence: Unicode-3.0).

use super::tag::Language;

/// Code, symbol in zh-CN and in en-US, narrow symbol in zh-CN and in en-US; those whose symbols are not their code.
#[rustfmt::skip]
const SYMBOLS: [(&str, &str, &str, &str, &str); 102] = [
    ("AFN", "AFN", "AFN", "؋", "؋"), ("AMD", "AMD", "AMD", "֏", "֏"), ("AOA", "AOA", "AOA", "Kz", "Kz"),
    ("ARS", "ARS", "ARS", "$", "$"), ("AUD", "AU$", "A$", "$", "$"), ("AZN", "AZN", "AZN", "₼", "₼"),
    ("BAM", "BAM", "BAM", "KM", "KM"), ("BBD", "BBD", "BBD", "$", "$"), ("BDT", "BDT", "BDT", "৳", "৳"),
    ("BMD", "BMD", "BMD", "$", "$"), ("BND", "BND", "BND", "$", "$"), ("BOB", "BOB", "BOB", "Bs", "Bs"),
    ("BRL", "R$", "R$", "R$", "R$"), ("BSD", "BSD", "BSD", "$", "$"), ("BWP", "BWP", "BWP", "P", "P"),
    ("BYN", "BYN", "BYN", "р.", "BYN"), ("BZD", "BZD", "BZD", "$", "$"), ("CAD", "CA$", "CA$", "$", "$"),
    ("CLP", "CLP", "CLP", "$", "$"), ("CNY", "¥", "CN¥", "¥", "¥"), ("COP", "COP", "COP", "$", "$"),
    ("CRC", "CRC", "CRC", "₡", "₡"), ("CUC", "CUC", "CUC", "$", "$"), ("CUP", "CUP", "CUP", "$", "$"),
    ("CZK", "CZK", "CZK", "Kč", "Kč"), ("DKK", "DKK", "DKK", "kr", "kr"), ("DOP", "DOP", "DOP", "$", "$"),
    ("EGP", "EGP", "EGP", "E£", "E£"), ("EUR", "€", "€", "€", "€"), ("FJD", "FJD", "FJD", "$", "$"),
    ("FKP", "FKP", "FKP", "£", "£"), ("GBP", "£", "£", "£", "£"), ("GEL", "GEL", "GEL", "₾", "₾"),
    ("GHS", "GHS", "GHS", "GH₵", "GH₵"), ("GIP", "GIP", "GIP", "£", "£"), ("GNF", "GNF", "GNF", "FG", "FG"),
    ("GTQ", "GTQ", "GTQ", "Q", "Q"), ("GYD", "GYD", "GYD", "$", "$"), ("HKD", "HK$", "HK$", "$", "$"),
    ("HNL", "HNL", "HNL", "L", "L"), ("HRK", "HRK", "HRK", "kn", "kn"), ("HUF", "HUF", "HUF", "Ft", "Ft"),
    ("IDR", "IDR", "IDR", "Rp", "Rp"), ("ILS", "₪", "₪", "₪", "₪"), ("INR", "₹", "₹", "₹", "₹"),
    ("ISK", "ISK", "ISK", "kr", "kr"), ("JMD", "JMD", "JMD", "$", "$"), ("JPY", "JP¥", "¥", "¥", "¥"),
    ("KGS", "KGS", "KGS", "⃀", "⃀"), ("KHR", "KHR", "KHR", "៛", "៛"), ("KMF", "KMF", "KMF", "CF", "CF"),
    ("KPW", "KPW", "KPW", "₩", "₩"), ("KRW", "₩", "₩", "₩", "₩"), ("KYD", "KYD", "KYD", "$", "$"),
    ("KZT", "KZT", "KZT", "₸", "₸"), ("LAK", "LAK", "LAK", "₭", "₭"), ("LBP", "LBP", "LBP", "L£", "L£"),
    ("LKR", "LKR", "LKR", "Rs", "Rs"), ("LRD", "LRD", "LRD", "$", "$"), ("MGA", "MGA", "MGA", "Ar", "Ar"),
    ("MMK", "MMK", "MMK", "K", "K"), ("MNT", "MNT", "MNT", "₮", "₮"), ("MUR", "MUR", "MUR", "Rs", "Rs"),
    ("MXN", "MX$", "MX$", "$", "$"), ("MYR", "MYR", "MYR", "RM", "RM"), ("NAD", "NAD", "NAD", "$", "$"),
    ("NGN", "NGN", "NGN", "₦", "₦"), ("NIO", "NIO", "NIO", "C$", "C$"), ("NOK", "NOK", "NOK", "kr", "kr"),
    ("NPR", "NPR", "NPR", "Rs", "Rs"), ("NZD", "NZ$", "NZ$", "$", "$"), ("PHP", "PHP", "₱", "₱", "₱"),
    ("PKR", "PKR", "PKR", "Rs", "Rs"), ("PLN", "PLN", "PLN", "zł", "zł"), ("PYG", "PYG", "PYG", "₲", "₲"),
    ("RON", "RON", "RON", "lei", "lei"), ("RUB", "RUB", "RUB", "₽", "₽"), ("RWF", "RWF", "RWF", "RF", "RF"),
    ("SBD", "SBD", "SBD", "$", "$"), ("SEK", "SEK", "SEK", "kr", "kr"), ("SGD", "SGD", "SGD", "$", "$"),
    ("SHP", "SHP", "SHP", "£", "£"), ("SRD", "SRD", "SRD", "$", "$"), ("SSP", "SSP", "SSP", "£", "£"),
    ("STN", "STN", "STN", "Db", "Db"), ("SYP", "SYP", "SYP", "£", "£"), ("THB", "THB", "THB", "฿", "฿"),
    ("TOP", "TOP", "TOP", "T$", "T$"), ("TRY", "TRY", "TRY", "₺", "₺"), ("TTD", "TTD", "TTD", "$", "$"),
    ("TWD", "NT$", "NT$", "NT$", "$"), ("UAH", "UAH", "UAH", "₴", "₴"), ("USD", "US$", "$", "$", "$"),
    ("UYU", "UYU", "UYU", "$", "$"), ("VND", "₫", "₫", "₫", "₫"), ("XAF", "FCFA", "FCFA", "FCFA", "FCFA"),
    ("XCD", "EC$", "EC$", "$", "$"), ("XCG", "Cg.", "Cg.", "Cg.", "Cg."),
    ("XOF", "F\u{202f}CFA", "F\u{202f}CFA", "F\u{202f}CFA", "F\u{202f}CFA"), ("XPF", "CFPF", "CFPF", "CFPF", "CFPF"),
    ("ZAR", "ZAR", "ZAR", "R", "R"), ("ZMW", "ZMW", "ZMW", "ZK", "ZK"),
];

/// Codes of currencies without decimals, then of those with three; all others have two.
const WITHOUT: &str = "AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PKR PYG RWF SLL SOS SYP UGX VND VUV XAF XOF XPF YER";
const THREE: &str = "BHD JOD KWD LYD OMR TND";

/// Code, name in zh-CN, and in en-US for one and for more; the names of others are not modelled.
#[rustfmt::skip]
const NAMES: [(&str, &str, &str, &str); 13] = [
    ("AUD", "澳大利亚元", "Australian dollar", "Australian dollars"),
    ("CAD", "加拿大元", "Canadian dollar", "Canadian dollars"),
    ("CNY", "人民币", "Chinese yuan", "Chinese yuan"),
    ("EUR", "欧元", "euro", "euros"),
    ("GBP", "英镑", "British pound", "British pounds"),
    ("HKD", "港元", "Hong Kong dollar", "Hong Kong dollars"),
    ("JPY", "日元", "Japanese yen", "Japanese yen"),
    ("KRW", "韩元", "South Korean won", "South Korean won"),
    ("MOP", "澳门元", "Macanese pataca", "Macanese patacas"),
    ("SGD", "新加坡元", "Singapore dollar", "Singapore dollars"),
    ("THB", "泰铢", "Thai baht", "Thai baht"),
    ("TWD", "新台币", "New Taiwan dollar", "New Taiwan dollars"),
    ("USD", "美元", "US dollar", "US dollars"),
];

/// How a currency is written before a number.
pub(super) fn symbol(code: &str, narrow: bool, language: Language) -> String {
    let row = SYMBOLS.iter().find(|row| row.0 == code);
    let symbol = row.map(|row| match narrow {
        true => language.pick(row.3, row.4),
        false => language.pick(row.1, row.2),
    });
    symbol.unwrap_or(code).to_owned()
}

/// How many decimals amounts have.
pub(super) fn digits(code: &str) -> i32 {
    match code {
        code if WITHOUT.split(' ').any(|known| known == code) => 0,
        code if THREE.split(' ').any(|known| known == code) => 3,
        _ => 2,
    }
}

/// The name in Chinese, and in English for one and for more.
pub(super) fn name(code: &str) -> Option<(&'static str, &'static str, &'static str)> {
    NAMES.iter().find(|row| row.0 == code).map(|row| (row.1, row.2, row.3))
}
