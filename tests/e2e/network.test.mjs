// What a page sees of a hub, whatever the network does.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { noChromium } from "../js/chromium.mjs";
import { anotherTab, epochOf, kept, limits, program, range, seenOf, stage } from "./pages.mjs";

// Partitions take as long as the silence that hub and page bear; the others run beside them.
describe("a page", { skip: noChromium, concurrency: 4 }, () => {
  const visit = stage();

  // Which direction is silent, and who notices: the page by the pings that do not come, or the hub by the pongs.
  for (const [what, directions] of [["a partition", ["up", "down"]], ["a hub that it cannot hear", ["down"]], ["a hub that cannot hear it", ["up"]]]) {
    test(`notices ${what}, and then has everything, each once`, limits, async (t) => {
      const { page, hub, proxy, url } = await visit(t);
      const { write } = await program(t, hub);
      await page.evaluate((url) => open(url), url);
      await write("pumps.roof", 1, 10);
      await seenOf(page, "pumps.roof", 10);

      proxy.hold(...directions);
      await page.evaluate(() => (globalThis.writes = [1, 2, 3].map((at) => bridge.write("pumps.page", pump(at)))) && undefined);
      await write("pumps.roof", 11, 20);
      await page.evaluate(() => until(() => bridge.status === "reconnecting"));
      await write("pumps.roof", 21, 30);
      await proxy.heal();

      assert.deepEqual(await page.evaluate(() => outcome(writes)), [1, 2, 3].map((i) => ["acked", i]));
      assert.deepEqual(await seenOf(page, "pumps.roof", 30), range(1, 30));
      assert.deepEqual(await seenOf(page, "pumps.page", 3), [1, 2, 3]);
      assert.deepEqual(await kept(hub, "pumps.page"), [1, 2, 3]);
      assert.deepEqual(await page.evaluate(() => [statuses, errors]), [["connected", "reconnecting", "connected"], []]);
    });
  }

  test("that comes late has what is there and then each new value: none is lost, none comes twice", limits, async (t) => {
    const { page, hub, proxy, url } = await visit(t);
    const { write } = await program(t, hub);
    await write("pumps.roof", 1, 250);
    proxy.slow("down", { delay: 20 });
    const more = write("pumps.roof", 251, 500);
    await page.evaluate((url) => open(url), url);
    await more;
    await write("pumps.roof", 501, 510);
    assert.deepEqual(await seenOf(page, "pumps.roof", 510), range(1, 510));
  });

  test("goes on after each cut: what it reads and what it writes is there once, in order", limits, async (t) => {
    const { page, hub, proxy, url } = await visit(t);
    const { write } = await program(t, hub);
    await page.evaluate((url) => open(url), url);
    await page.evaluate(() => (globalThis.writes = []) && undefined);
    for (const round of range(0, 4)) {
      proxy.slow("down", { delay: 10 });
      const own = page.evaluate((first) => {
        for (let at = first; at < first + 5; ++at) writes.push(bridge.write("pumps.page", pump(at)));
      }, round * 5 + 1);
      const others = write("pumps.roof", round * 100 + 1, round * 100 + 100);
      await seenOf(page, "pumps.roof", round * 100 + 1);
      proxy.cut();
      await Promise.all([own, others]);
    }
    assert.deepEqual(await page.evaluate(() => outcome(writes)), range(1, 25).map((i) => ["acked", i]));
    assert.deepEqual(await seenOf(page, "pumps.roof", 500), range(1, 500));
    assert.deepEqual(await seenOf(page, "pumps.page", 25), range(1, 25));
    assert.deepEqual(await kept(hub, "pumps.page"), range(1, 25));
    assert.equal(await page.evaluate(() => statuses.filter((each) => each === "reconnecting").length), 5);
  });

  test("that hears slowly costs another one nothing, and is told what it has lost", limits, async (t) => {
    const { page: slow, hub, proxy, url } = await visit(t);
    const quick = await anotherTab(slow);
    await slow.evaluate((url) => open(url, { storage: "memory" }), url);
    await quick.evaluate((url) => open(url, { storage: "memory" }), hub.url);
    const [count, ring] = [6000, 50];
    proxy.slow("down", { rate: 20_000 });
    // Of the other record the newest value matters. More is written when this is seen.
    await quick.evaluate(async ([count, ring]) => {
      for (let first = 1; first <= count; first += ring) {
        const writes = [bridge.write("tanks.a", pump(first))];
        for (let at = first; at < first + ring; ++at) writes.push(bridge.write("walls.a", Array(12).fill(pump(at))));
        await outcome(writes);
        await until(() => seen["walls.a"]?.at(-1) === first + ring - 1);
      }
    }, [count, ring]);
    assert.deepEqual(await seenOf(quick, "walls.a", count), range(1, count));
    await proxy.heal();

    const [walls, tanks] = [await seenOf(slow, "walls.a", count), await seenOf(slow, "tanks.a", count - ring + 1)];
    assert.deepEqual(walls.flatMap((each) => (Array.isArray(each) ? range(...each) : each)), range(1, count));
    assert.ok(walls.some(Array.isArray), "a ring has gaps");
    assert.ok(tanks.length < count / ring && tanks.every((each, i) => i === 0 || each > tanks[i - 1]), "a latest value is conflated");
  });

  // A write that the hub has taken and not answered, and one that was never sent, when it is killed.
  async function killed(t, ...flags) {
    const { page, hub, proxy, url } = await visit(t, ...flags);
    const before = { hub: await epochOf(hub) };
    const { write } = await program(t, hub);
    await page.evaluate((url) => open(url), url);
    await write("pumps.roof", 1, 3);
    await page.evaluate(() => outcome([1, 2].map((at) => bridge.write("pumps.page", pump(at)))));
    await seenOf(page, "pumps.roof", 3);
    proxy.hold("down");
    await page.evaluate(() => (globalThis.writes = [bridge.write("pumps.page", pump(3))]) && undefined);
    while ((await kept(hub, "pumps.page")).length < 3);
    await hub.stop("SIGKILL");
    proxy.cut();
    await proxy.heal();
    await page.evaluate(() => until(() => bridge.status === "reconnecting"));
    await page.evaluate(() => writes.push(bridge.write("pumps.page", pump(4))));
    await hub.start();
    return { page, hub, before, write: (await program(t, hub)).write };
  }

  test("goes on where it was after the hub was killed, when that has a log", limits, async (t) => {
    const { page, hub, before, write } = await killed(t, "--data", "var");
    assert.equal(await epochOf(hub), before.hub);
    assert.deepEqual(await page.evaluate(() => outcome(writes)), [["acked", 3], ["acked", 4]]);
    await write("pumps.roof", 4, 6);
    assert.deepEqual(await seenOf(page, "pumps.roof", 6), range(1, 6));
    assert.deepEqual(await seenOf(page, "pumps.page", 4), range(1, 4));
    assert.deepEqual(await kept(hub, "pumps.page"), range(1, 4));
  });

  test("begins anew after the hub was killed, when that has none, and what had an answer is not written again", limits, async (t) => {
    const { page, hub, before, write } = await killed(t);
    assert.notEqual(await epochOf(hub), before.hub);
    assert.deepEqual(await page.evaluate(() => outcome(writes)), [["acked", 1], ["acked", 2]]);
    await write("pumps.roof", 4, 6);
    assert.deepEqual(await seenOf(page, "pumps.roof", 6), range(1, 6));
    assert.deepEqual(await seenOf(page, "pumps.page", 4), range(1, 4));
    assert.deepEqual(await kept(hub, "pumps.page"), [3, 4]);
  });
});
