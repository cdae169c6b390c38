// The compilers for what targets make: those of the platforms that are installed.
import { spawnSync } from "node:child_process";

export const compilers = ["g++", "g++-14", "clang++-14", "clang++-19", "em++"].filter((name) => spawnSync(name, ["--version"]).status === 0);
