// POST /tanks/NAME/setpoint: judged here, kept by the hub, answered when the hub has it.
import { text } from "node:stream/consumers";

/** What a node:http server calls; `Setpoint` is the contract, `write` hands a value to the hub. */
export function app(Setpoint, write) {
  return async (request, response) => {
    const answer = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
    const [, tank] = /^\/tanks\/([a-z]+)\/setpoint$/.exec(request.url) ?? [];
    if (request.method !== "POST" || tank === undefined) return answer(404, { error: "POST /tanks/NAME/setpoint" });
    const setpoint = Setpoint.safeParse(await text(request));
    if (!setpoint.ok) return answer(422, setpoint.issues.map(({ path, message }) => ({ path, message })));
    const { state } = await write(`tanks.${tank}.setpoint`, setpoint.value).settled;
    return answer(state === "acked" ? 200 : 503, { state });
  };
}
