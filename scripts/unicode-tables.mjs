// Prints compiler/pattern/unicode_tables.cpp, from the Unicode data of the Node that runs it:
//
//     node scripts/unicode-tables.mjs > compiler/pattern/unicode_tables.cpp

// In the order that compiler/pattern/unicode_tables.h names.
const categories = [
  'Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'Mn', 'Mc', 'Me', 'Nd', 'Nl', 'No', 'Pc', 'Pd', 'Ps', 'Pe',
  'Pi', 'Pf', 'Po', 'Sm', 'Sc', 'Sk', 'So', 'Zs', 'Zl', 'Zp', 'Cc', 'Cf', 'Cs', 'Co', 'Cn',
];

// Scripts by their short and long names, where these differ.
const scripts = `
  Adlm,Adlam Aghb,Caucasian_Albanian Ahom Arab,Arabic Armi,Imperial_Aramaic Armn,Armenian Avst,Avestan Bali,Balinese
  Bamu,Bamum Bass,Bassa_Vah Batk,Batak Beng,Bengali Berf,Beria_Erfe Bhks,Bhaiksuki Bopo,Bopomofo Brah,Brahmi Brai,Braille
  Bugi,Buginese Buhd,Buhid Cakm,Chakma Cans,Canadian_Aboriginal Cari,Carian Cham Cher,Cherokee Chrs,Chorasmian Copt,Coptic
  Cpmn,Cypro_Minoan Cprt,Cypriot Cyrl,Cyrillic Deva,Devanagari Diak,Dives_Akuru Dogr,Dogra Dsrt,Deseret Dupl,Duployan
  Egyp,Egyptian_Hieroglyphs Elba,Elbasan Elym,Elymaic Ethi,Ethiopic Gara,Garay Geor,Georgian Glag,Glagolitic
  Gong,Gunjala_Gondi Gonm,Masaram_Gondi Goth,Gothic Gran,Grantha Grek,Greek Gujr,Gujarati Gukh,Gurung_Khema Guru,Gurmukhi
  Hang,Hangul Hani,Han Hano,Hanunoo Hatr,Hatran Hebr,Hebrew Hira,Hiragana Hluw,Anatolian_Hieroglyphs Hmng,Pahawh_Hmong
  Hmnp,Nyiakeng_Puachue_Hmong Hung,Old_Hungarian Ital,Old_Italic Java,Javanese Kali,Kayah_Li Kana,Katakana Kawi
  Khar,Kharoshthi Khmr,Khmer Khoj,Khojki Kits,Khitan_Small_Script Knda,Kannada Krai,Kirat_Rai Kthi,Kaithi Lana,Tai_Tham
  Laoo,Lao Latn,Latin Lepc,Lepcha Limb,Limbu Lina,Linear_A Linb,Linear_B Lisu Lyci,Lycian Lydi,Lydian Mahj,Mahajani
  Maka,Makasar Mand,Mandaic Mani,Manichaean Marc,Marchen Medf,Medefaidrin Mend,Mende_Kikakui Merc,Meroitic_Cursive
  Mero,Meroitic_Hieroglyphs Mlym,Malayalam Modi Mong,Mongolian Mroo,Mro Mtei,Meetei_Mayek Mult,Multani Mymr,Myanmar
  Nagm,Nag_Mundari Nand,Nandinagari Narb,Old_North_Arabian Nbat,Nabataean Newa Nkoo,Nko Nshu,Nushu Ogam,Ogham
  Olck,Ol_Chiki Onao,Ol_Onal Orkh,Old_Turkic Orya,Oriya Osge,Osage Osma,Osmanya Ougr,Old_Uyghur Palm,Palmyrene
  Pauc,Pau_Cin_Hau Perm,Old_Permic Phag,Phags_Pa Phli,Inscriptional_Pahlavi Phlp,Psalter_Pahlavi Phnx,Phoenician Plrd,Miao
  Prti,Inscriptional_Parthian Rjng,Rejang Rohg,Hanifi_Rohingya Runr,Runic Samr,Samaritan Sarb,Old_South_Arabian
  Saur,Saurashtra Sgnw,SignWriting Shaw,Shavian Shrd,Sharada Sidd,Siddham Sidt,Sidetic Sind,Khudawadi Sinh,Sinhala
  Sogd,Sogdian Sogo,Old_Sogdian Sora,Sora_Sompeng Soyo,Soyombo Sund,Sundanese Sunu,Sunuwar Sylo,Syloti_Nagri Syrc,Syriac
  Tagb,Tagbanwa Takr,Takri Tale,Tai_Le Talu,New_Tai_Lue Taml,Tamil Tang,Tangut Tavt,Tai_Viet Tayo,Tai_Yo Telu,Telugu
  Tfng,Tifinagh Tglg,Tagalog Thaa,Thaana Thai Tibt,Tibetan Tirh,Tirhuta Tnsa,Tangsa Todr,Todhri Tols,Tolong_Siki Toto
  Tutg,Tulu_Tigalari Ugar,Ugaritic Vaii,Vai Vith,Vithkuqi Wara,Warang_Citi Wcho,Wancho Xpeo,Old_Persian Xsux,Cuneiform
  Yezi,Yezidi Yiii,Yi Zanb,Zanabazar_Square Zinh,Inherited Zyyy,Common Zzzz,Unknown
`.trim().split(/\s+/).map((names) => names.split(','));

/** Runs of code points that the same of these properties holds for: length * count of properties + index. */
function runsOf(properties) {
  const tests = properties.map((name) => new RegExp(`^\\p{${name}}$`, 'u'));
  const runs = [];
  let last = -1;
  for (let codePoint = 0; codePoint <= 0x10ffff; ++codePoint) {
    const text = String.fromCodePoint(codePoint);
    const value = last >= 0 && tests[last].test(text) ? last : tests.findIndex((test) => test.test(text));
    if (value < 0) throw new Error(`no property for U+${codePoint.toString(16)}`);
    if (value === last) runs[runs.length - 1].length++;
    else runs.push({ length: 1, value });
    last = value;
  }
  return runs.map(({ length, value }) => `${length * properties.length + value},`);
}

/** The items on lines of the width of a page. */
function wrapped(items) {
  const lines = [''];
  for (const item of items) {
    if (lines.at(-1).length + item.length + 1 > 96) lines.push('');
    lines[lines.length - 1] += (lines.at(-1) && ' ') + item;
  }
  return lines.map((line) => `    ${line}`).join('\n');
}

console.log(`// Made by scripts/unicode-tables.mjs from Unicode ${process.versions.unicode}. Do not edit.
#include "pattern/unicode_tables.h"

namespace tally::compiler::pattern {
namespace {

// clang-format off
constexpr std::uint32_t runs_of_categories[] = {
${wrapped(runsOf(categories))}
};

constexpr std::uint32_t runs_of_scripts[] = {
${wrapped(runsOf(scripts.map(([name]) => `Script=${name}`)))}
};

constexpr ScriptName names_of_scripts[] = {
${wrapped(scripts.map(([name, long = name]) => `{"${name}", "${long}"},`))}
};
// clang-format on

}  // namespace

UnicodeRuns category_runs() { return {runs_of_categories, ${categories.length}}; }
UnicodeRuns script_runs() { return {runs_of_scripts, ${scripts.length}}; }
std::span<const ScriptName> script_names() { return names_of_scripts; }

}  // namespace tally::compiler::pattern`);
