import tally from "@tally/vite";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [tally({ args: ["--only", "db"] })],
  // While you develop, pages come from Vite and records from the hub.
  server: { proxy: { "/tally": { target: "http://127.0.0.1:8080", ws: true } } },
});
