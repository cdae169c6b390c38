import { createRoot } from "react-dom/client";
import { load } from "@climate/contracts/db";
import { TallyProvider } from "@tally/runtime/react";
import { App } from "./app.js";
import { PageContext } from "./context.js";
import { Journal } from "./journal.js";
import { loadWorld } from "./world.js";

const root = document.getElementById("root")!;
try {
  const [{ Db, contracts }, world] = await Promise.all([load(), loadWorld()]);
  const db = new Db();
  const bridge = db.connect({ url: "/tally", subscribe: ["#"], mode: "synced" });
  const journal = new Journal(db, bridge);
  createRoot(root).render(
    <TallyProvider db={db} bridge={bridge}>
      <PageContext value={{ contracts, journal, world }}>
        <App />
      </PageContext>
    </TallyProvider>,
  );
} catch (error) {
  root.textContent = `This page could not start: ${error instanceof Error ? error.message : String(error)}`;
  throw error;
}
