// A plugin for Vite, from version 5 on: makes the package of a project's contracts, and makes it anew whenever one changes.
import type { Plugin } from "vite";

export interface TallyOptions {
  /** The folder with `tally.yaml`, as seen from Vite's root. By default the root, or the nearest folder above it that has one. */
  readonly project?: string;
  /**
   * Where the package is made, as seen from the project; by default `contracts`. It must not be Vite's `build.outDir`, which
   * Vite empties.
   */
  readonly out?: string;
  /** What else `tally package` is called with, such as `["--name", "@acme/contracts", "--only", "db"]`. */
  readonly args?: readonly string[];
  /** The program; by default `tally`, which is looked for on the PATH. */
  readonly program?: string;
}

/**
 * Imports of the package come from the folder that it makes, whatever npm has installed under its name; so a change needs no
 * `npm install`. TypeScript, which knows nothing of plugins, needs it installed once: `npm install ./contracts/acme-contracts`
 * makes a link to that folder.
 *
 * In the dev server a change of a contract, of what it imports or of `tally.yaml` makes the package again, which takes seconds,
 * and reloads the page. What is wrong with a contract, or with a function of a native rule, is shown over the page with its
 * place; the page goes on when it is mended. In a build it is an error.
 *
 * Throws when Vite starts and there is no `tally.yaml`.
 */
export default function tally(options?: TallyOptions): Plugin;
