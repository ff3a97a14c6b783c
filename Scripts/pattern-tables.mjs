#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
//
// Writes Sources/WardPattern/UnicodePropertyTable.swift from the Unicode data of the Node that runs it.
//
// Usage: Scripts/pattern-tables.mjs [--check]
//
// --check only compares and exits with 1 when the file differs; it wants a Node with the same Unicode version again.
//
// Grammar: a property is `@NAME[,ALIAS…]` and then its ranges, separated by white space. A range is `gap[+more]` in
// hexadecimal: `gap` scalars after the end of the range before it come 1 + `more` scalars that have the property.

import { readFileSync, writeFileSync } from "node:fs";

const output = new URL("../Sources/WardPattern/UnicodePropertyTable.swift", import.meta.url);

// ECMA-262, table 67 and the property value aliases of the Unicode database.
const categories = {
  Lu: "Uppercase_Letter", Ll: "Lowercase_Letter", Lt: "Titlecase_Letter", Lm: "Modifier_Letter", Lo: "Other_Letter",
  Mn: "Nonspacing_Mark", Mc: "Spacing_Mark", Me: "Enclosing_Mark", Nd: "Decimal_Number,digit", Nl: "Letter_Number",
  No: "Other_Number", Pc: "Connector_Punctuation", Pd: "Dash_Punctuation", Ps: "Open_Punctuation",
  Pe: "Close_Punctuation", Pi: "Initial_Punctuation", Pf: "Final_Punctuation", Po: "Other_Punctuation",
  Sm: "Math_Symbol", Sc: "Currency_Symbol", Sk: "Modifier_Symbol", So: "Other_Symbol", Zs: "Space_Separator",
  Zl: "Line_Separator", Zp: "Paragraph_Separator", Cc: "Control,cntrl", Cf: "Format", Cs: "Surrogate",
  Co: "Private_Use", Cn: "Unassigned",
};

// ECMA-262, table 68: binary properties of scalars, each with its alias.
const binaries = `ASCII_Hex_Digit,AHex Alphabetic,Alpha Bidi_Control,Bidi_C Bidi_Mirrored,Bidi_M
  Case_Ignorable,CI Cased Changes_When_Casefolded,CWCF Changes_When_Casemapped,CWCM Changes_When_Lowercased,CWL
  Changes_When_NFKC_Casefolded,CWKCF Changes_When_Titlecased,CWT Changes_When_Uppercased,CWU Dash
  Default_Ignorable_Code_Point,DI Deprecated,Dep Diacritic,Dia Emoji Emoji_Component,EComp Emoji_Modifier,EMod
  Emoji_Modifier_Base,EBase Emoji_Presentation,EPres Extended_Pictographic,ExtPict Extender,Ext Grapheme_Base,Gr_Base
  Grapheme_Extend,Gr_Ext Hex_Digit,Hex IDS_Binary_Operator,IDSB IDS_Trinary_Operator,IDST ID_Continue,IDC ID_Start,IDS
  Ideographic,Ideo Join_Control,Join_C Logical_Order_Exception,LOE Lowercase,Lower Math Noncharacter_Code_Point,NChar
  Pattern_Syntax,Pat_Syn Pattern_White_Space,Pat_WS Quotation_Mark,QMark Radical Regional_Indicator,RI
  Sentence_Terminal,STerm Soft_Dotted,SD Terminal_Punctuation,Term Unified_Ideograph,UIdeo Uppercase,Upper
  Variation_Selector,VS White_Space,space XID_Continue,XIDC XID_Start,XIDS`.split(/\s+/);

// The scripts of Unicode 17.0, each with its four-letter code (ISO 15924).
const scripts = `Adlam,Adlm Ahom Anatolian_Hieroglyphs,Hluw Arabic,Arab Armenian,Armn Avestan,Avst Balinese,Bali Bamum,Bamu
  Bassa_Vah,Bass Batak,Batk Bengali,Beng Beria_Erfe,Berf Bhaiksuki,Bhks Bopomofo,Bopo Brahmi,Brah Braille,Brai
  Buginese,Bugi Buhid,Buhd Canadian_Aboriginal,Cans Carian,Cari Caucasian_Albanian,Aghb Chakma,Cakm Cham
  Cherokee,Cher Chorasmian,Chrs Common,Zyyy Coptic,Copt,Qaac Cuneiform,Xsux Cypriot,Cprt Cypro_Minoan,Cpmn
  Cyrillic,Cyrl Deseret,Dsrt Devanagari,Deva Dives_Akuru,Diak Dogra,Dogr Duployan,Dupl Egyptian_Hieroglyphs,Egyp
  Elbasan,Elba Elymaic,Elym Ethiopic,Ethi Garay,Gara Georgian,Geor Glagolitic,Glag Gothic,Goth Grantha,Gran Greek,Grek
  Gujarati,Gujr Gunjala_Gondi,Gong Gurmukhi,Guru Gurung_Khema,Gukh Han,Hani Hangul,Hang Hanifi_Rohingya,Rohg
  Hanunoo,Hano Hatran,Hatr Hebrew,Hebr Hiragana,Hira Imperial_Aramaic,Armi Inherited,Zinh,Qaai
  Inscriptional_Pahlavi,Phli Inscriptional_Parthian,Prti Javanese,Java Kaithi,Kthi Kannada,Knda Katakana,Kana Kawi
  Kayah_Li,Kali Kharoshthi,Khar Khitan_Small_Script,Kits Khmer,Khmr Khojki,Khoj Khudawadi,Sind Kirat_Rai,Krai Lao,Laoo
  Latin,Latn Lepcha,Lepc Limbu,Limb Linear_A,Lina Linear_B,Linb Lisu Lycian,Lyci Lydian,Lydi Mahajani,Mahj
  Makasar,Maka Malayalam,Mlym Mandaic,Mand Manichaean,Mani Marchen,Marc Masaram_Gondi,Gonm Medefaidrin,Medf
  Meetei_Mayek,Mtei Mende_Kikakui,Mend Meroitic_Cursive,Merc Meroitic_Hieroglyphs,Mero Miao,Plrd Modi Mongolian,Mong
  Mro,Mroo Multani,Mult Myanmar,Mymr Nabataean,Nbat Nag_Mundari,Nagm Nandinagari,Nand New_Tai_Lue,Talu Newa Nko,Nkoo
  Nushu,Nshu Nyiakeng_Puachue_Hmong,Hmnp Ogham,Ogam Ol_Chiki,Olck Ol_Onal,Onao Old_Hungarian,Hung Old_Italic,Ital
  Old_North_Arabian,Narb Old_Permic,Perm Old_Persian,Xpeo Old_Sogdian,Sogo Old_South_Arabian,Sarb Old_Turkic,Orkh
  Old_Uyghur,Ougr Oriya,Orya Osage,Osge Osmanya,Osma Pahawh_Hmong,Hmng Palmyrene,Palm Pau_Cin_Hau,Pauc Phags_Pa,Phag
  Phoenician,Phnx Psalter_Pahlavi,Phlp Rejang,Rjng Runic,Runr Samaritan,Samr Saurashtra,Saur Sharada,Shrd Shavian,Shaw
  Siddham,Sidd Sidetic,Sidt SignWriting,Sgnw Sinhala,Sinh Sogdian,Sogd Sora_Sompeng,Sora Soyombo,Soyo Sundanese,Sund
  Sunuwar,Sunu Syloti_Nagri,Sylo Syriac,Syrc Tagalog,Tglg Tagbanwa,Tagb Tai_Le,Tale Tai_Tham,Lana Tai_Viet,Tavt
  Tai_Yo,Tayo Takri,Takr Tamil,Taml Tangsa,Tnsa Tangut,Tang Telugu,Telu Thaana,Thaa Thai Tibetan,Tibt Tifinagh,Tfng
  Tirhuta,Tirh Todhri,Todr Tolong_Siki,Tols Toto Tulu_Tigalari,Tutg Ugaritic,Ugar Vai,Vaii Vithkuqi,Vith Wancho,Wcho
  Warang_Citi,Wara Yezidi,Yezi Yi,Yiii Zanabazar_Square,Zanb`.split(/\s+/);

const texts = Array.from({ length: 0x110000 }, (_, scalar) => String.fromCodePoint(scalar));

function ranges(expression) {
  const members = new RegExp(`^\\p{${expression}}$`, "u");
  const items = [];
  let first = -1;
  let end = 0;
  for (let scalar = 0; scalar <= 0x110000; scalar += 1) {
    const has = scalar < 0x110000 && members.test(texts[scalar]);
    if (has && first < 0) first = scalar;
    if (!has && first >= 0) {
      const more = scalar - first - 1;
      items.push((first - end).toString(16) + (more > 0 ? `+${more.toString(16)}` : ""));
      end = scalar;
      first = -1;
    }
  }
  return items;
}

function table(properties) {
  const lines = [];
  let line = "";
  for (const item of properties.flatMap(([names, expression]) => [`@${names}`, ...ranges(expression)])) {
    if (line !== "" && line.length + 1 + item.length > 112) {
      lines.push(line);
      line = item;
    } else line = line === "" ? item : `${line} ${item}`;
  }
  return [...lines, line].map((text) => `        ${text}`).join("\n");
}

const literal = (name, comment, properties) =>
  `    /// ${comment}\n    static let ${name} = """\n${table(properties)}\n        """\n`;

const first = (names) => names.split(",")[0];
const version = `${process.versions.unicode}`;
const text = `// SPDX-License-Identifier: Apache-2.0
// Generated by Scripts/pattern-tables.mjs; do not edit.

/// The properties of scalars that ECMA-262 lets patterns ask for, from Unicode ${version}.
enum UnicodePropertyTable {
    /// The Unicode version of the data.
    static let unicodeVersion = "${version}"

${literal("categories", "General_Category; the groups are made of these.",
    Object.entries(categories).map(([short, long]) => [`${short},${long}`, `General_Category=${short}`]))}
${literal("binaries", "Binary properties.", binaries.map((names) => [names, first(names)]))}
${literal("scripts", "Script.", scripts.map((names) => [names, `Script=${first(names)}`]))}
${literal("extensions", "Script_Extensions.", scripts.map((names) => [names, `Script_Extensions=${first(names)}`]))}}
`;

let before = "";
try {
  before = readFileSync(output, "utf8");
} catch {
  // It is not there yet.
}
if (before === text) process.exit(0);
if (process.argv.includes("--check")) {
  console.log("differs: UnicodePropertyTable.swift");
  process.exit(1);
}
writeFileSync(output, text);
console.log("written: UnicodePropertyTable.swift");
