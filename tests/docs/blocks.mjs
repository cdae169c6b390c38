// The fenced blocks of README.md and docs/*.md.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export const pages = ["README.md", ...readdirSync(`${root}docs`).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];

/**
 * Each block with its place, its page, its language and its text. A comment above it, `<!-- example: NAME -->`, is its mark: what it
 * needs around it, or `none` where nothing can check it. `file` is the path that the sentence above it ends with.
 */
export const blocks = pages.flatMap(blocksOf);

/** Those of one page. */
export function blocksOf(path) {
  const page = path.replace(/^docs\/|\.md$/g, "");
  const found = [];
  let block;
  let above = "";
  readFileSync(root + path, "utf8").split("\n").forEach((line, i) => {
    const fence = /^( *)```(.*)$/.exec(line);
    if (block !== undefined) {
      if (fence !== null) {
        found.push({ ...block, text: block.lines.join("\n") + "\n" });
        block = undefined;
      } else {
        block.lines.push(line.slice(block.margin));
      }
    } else if (fence !== null) {
      const mark = /^<!-- example: ([\w-]+) -->$/.exec(above)?.[1];
      const file = /`([\w./-]+\.\w+)`:$/.exec(above)?.[1];
      block = { place: `${path}:${i + 1}`, page, language: fence[2].trim(), mark, file, margin: fence[1].length, lines: [] };
    }
    if (line !== "") above = line;
  });
  return found;
}
