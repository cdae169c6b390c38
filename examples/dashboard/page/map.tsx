// A piece of the world, drawn once; what is on it comes from outside.
import { memo, useMemo, type ReactNode } from "react";
import { geoConicEqualArea, geoGraticule10, geoNaturalEarth1, geoPath, type GeoProjection } from "d3-geo";
import { usePage } from "./context.js";
import type { World } from "./world.js";

export interface Size {
  readonly width: number;
  readonly height: number;
}

const margin = 8;

export const europe: Size = { width: 760, height: 560 };
export const globe: Size = { width: 960, height: 470 };

export const onEurope: GeoProjection = geoConicEqualArea()
  .parallels([42, 62])
  .rotate([-6, 0])
  .fitExtent(
    [
      [margin * 3, margin * 3],
      [europe.width - margin * 3, europe.height - margin * 2],
    ],
    { type: "MultiPoint", coordinates: [[-21, 64.5], [-9.5, 36], [26, 36], [30, 62], [10, 68]] },
  )
  .clipExtent([
    [0, 0],
    [europe.width, europe.height],
  ]);

export const onGlobe: GeoProjection = geoNaturalEarth1().fitExtent(
  [
    [margin, margin],
    [globe.width - margin, globe.height - margin],
  ],
  { type: "Sphere" },
);

const Ground = memo(function Ground({ projection, world }: { projection: GeoProjection; world: World }) {
  const paths = useMemo(() => {
    const path = geoPath(projection).digits(1);
    return {
      sphere: path({ type: "Sphere" }),
      graticule: path(geoGraticule10()),
      land: path(world.land),
      borders: path(world.borders),
    };
  }, [projection, world]);
  return (
    <>
      {Object.entries(paths).map(([name, d]) => (
        <path key={name} className={name} d={d ?? ""} />
      ))}
    </>
  );
});

export interface MapProps {
  readonly projection: GeoProjection;
  readonly size: Size;
  readonly label: string;
  /** In the drawing. */
  readonly children?: ReactNode;
  /** Above it. */
  readonly over?: ReactNode;
}

export function Map({ projection, size, label, children, over }: MapProps) {
  const { world } = usePage();
  return (
    <div className="map" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={label}>
        <Ground projection={projection} world={world} />
        {children}
      </svg>
      {over}
    </div>
  );
}

/** Where a place is, in percent of the map. */
export function place(projection: GeoProjection, size: Size, longitude: number, latitude: number) {
  const [x, y] = projection([longitude, latitude]) ?? [-1, -1];
  return { left: `${(x / size.width) * 100}%`, top: `${(y / size.height) * 100}%` };
}
