// The shapes of the land, from Natural Earth by way of npm vega-datasets.
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, MultiPolygon, Topology } from "topojson-specification";
import type { Feature, MultiLineString } from "geojson";

export interface World {
  readonly land: Feature;
  readonly borders: MultiLineString;
}

type Atlas = Topology<{ land: MultiPolygon; countries: GeometryCollection }>;

export async function loadWorld(): Promise<World> {
  const response = await fetch(new URL("world-110m.json", import.meta.url));
  const atlas = (await response.json()) as Atlas;
  const { land, countries } = atlas.objects;
  return { land: feature(atlas, land), borders: mesh(atlas, countries, (a, b) => a !== b) };
}
