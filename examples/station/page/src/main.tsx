import { load } from "@acme/station/db";
import { TallyProvider } from "@tally/runtime/react";
import { createRoot } from "react-dom/client";
import { Station } from "./station";

const root = createRoot(document.getElementById("root")!);
load().then(({ Db }) => {
  const db = new Db();
  const bridge = db.connect({ url: "/tally", subscribe: ["tanks.#"] });
  root.render(<TallyProvider db={db} bridge={bridge}><Station /></TallyProvider>);
}, (error) => {
  root.render(<p role="alert">This page could not start: {String(error)}</p>);
});
