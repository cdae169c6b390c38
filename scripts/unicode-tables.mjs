// Prints compiler/pattern/unicode_tables.cpp, from the Unicode data of the Node that runs it:
//
//     node scripts/unicode-tables.mjs > compiler/pattern/unicode_tables.cpp

// In the order that compiler/pattern/unicode_tables.h names.
const categories = [
  'Lu', 'Ll', 'Lt', 'Lm', 'Lo', 'Mn', 'Mc', 'Me', 'Nd', 'Nl', 'No', 'Pc', 'Pd', 'Ps', 'Pe',
  'Pi', 'Pf', 'Po', 'Sm', 'Sc', 'Sk', 'So', 'Zs', 'Zl', 'Zp', 'Cc', 'Cf', 'Cs', 'Co', 'Cn',
];
const tests = categories.map((name) => new RegExp(`^\\p{${name}}$`, 'u'));

const runs = [];
let last = -1;
for (let codePoint = 0; codePoint <= 0x10ffff; ++codePoint) {
  const text = String.fromCodePoint(codePoint);
  const category = last >= 0 && tests[last].test(text) ? last : tests.findIndex((test) => test.test(text));
  if (category === last) runs[runs.length - 1].length++;
  else runs.push({ length: 1, category });
  last = category;
}

const lines = [''];
for (const { length, category } of runs) {
  const item = `${length * 32 + category},`;
  if (lines.at(-1).length + item.length + 1 > 96) lines.push('');
  lines[lines.length - 1] += (lines.at(-1) && ' ') + item;
}

console.log(`// Made by scripts/unicode-tables.mjs from Unicode ${process.versions.unicode}. Do not edit.
#include "pattern/unicode_tables.h"

namespace tally::compiler::pattern {
namespace {

// clang-format off
constexpr std::uint32_t runs[] = {
${lines.map((line) => `    ${line}`).join('\n')}
};
// clang-format on

}  // namespace

std::span<const std::uint32_t> category_runs() { return runs; }

}  // namespace tally::compiler::pattern`);
