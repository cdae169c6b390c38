import { createContext, useContext } from "react";
import type { Contracts } from "@climate/contracts/db";
import type { Journal } from "./journal.js";
import type { World } from "./world.js";

export interface Page {
  /** The contracts as the program in WebAssembly judges by them. */
  readonly contracts: Contracts;
  readonly journal: Journal;
  readonly world: World;
}

export const PageContext = createContext<Page | undefined>(undefined);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === undefined) throw new Error("outside of the page");
  return page;
}
