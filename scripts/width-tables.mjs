// Prints compiler/source/widths.cpp, from the Unicode data of the Node that runs it:
//
//     node scripts/width-tables.mjs > compiler/source/widths.cpp

// Of a terminal, a character has two columns (East Asian Width W and F, for which JavaScript has no property: the scripts
// and blocks that are wide throughout), none where it goes with the one before, or one.
const blocks = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0xa4cf], [0xa960, 0xa97f], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f], [0xff01, 0xff60], [0xffe0, 0xffe6], [0x16fe0, 0x18d08], [0x1aff0, 0x1b2fb], [0x20000, 0x3fffd],
];
const combining = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;
const width = (code) => {
  const text = String.fromCodePoint(code);
  if (code !== 0xad && combining.test(text)) return 0;
  if (/^\p{Emoji_Presentation}$/u.test(text)) return 2;
  return blocks.some(([first, last]) => first <= code && code <= last) ? 2 : 1;
};

const ranges = [];
for (let code = 0; code <= 0x10ffff; ++code) {
  const columns = width(code);
  const last = ranges.at(-1);
  if (last !== undefined && last.columns === columns && last.last + 1 === code) last.last = code;
  else if (columns !== 1) ranges.push({first: code, last: code, columns});
}

const lines = [''];
for (const {first, last, columns} of ranges) {
  const item = `{0x${first.toString(16)}, 0x${last.toString(16)}, ${columns}},`;
  if (lines.at(-1).length + item.length + 1 > 96) lines.push('');
  lines[lines.length - 1] += (lines.at(-1) && ' ') + item;
}

console.log(`// Made by scripts/width-tables.mjs from Unicode ${process.versions.unicode}. Do not edit.
#include "source/widths.h"

namespace tally::compiler {
namespace {

// clang-format off
constexpr WidthRange ranges[] = {
${lines.map((line) => `    ${line}`).join('\n')}
};
// clang-format on

}  // namespace

std::span<const WidthRange> width_ranges() { return ranges; }

}  // namespace tally::compiler`);
