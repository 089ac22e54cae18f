import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState } from 'react'
import { getJson } from '../api/client.ts'
import type { Place } from '../api/types.ts'
import { formatDistance } from '../words/home.ts'
import { kilometres, layOut, type Spot } from './scene.ts'

export function usePlaces(): Place[] {
  const { data } = useQuery({
    queryKey: ['places'],
    queryFn: ({ signal }) => getJson<Place[] | { items: Place[] }>('/api/places', signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!data) return NONE
  return Array.isArray(data) ? data : data.items
}
const NONE: Place[] = []

/**
 * A drawing of where a home lies: the city's centre with rings of distance, the localities around, the home itself. It is
 * drawn from coordinates alone; no map service is asked. A home known only by its locality is a disc, not a point. It is
 * laid out anew for the room it gets, so that names are never cut.
 */
export function Plot({ spot }: { spot: Spot }) {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  useLayoutEffect(() => {
    const node = box.current
    if (!node) return
    const measure = () => setSize({ width: Math.round(node.clientWidth), height: Math.round(node.clientHeight) })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className="size-full min-h-0 overflow-hidden bg-sunken">
      {size && size.width > 0 && <Drawing spot={spot} width={size.width} height={size.height} />}
    </div>
  )
}

function Drawing({ spot, width, height }: { spot: Spot; width: number; height: number }) {
  const places = usePlaces()
  const scene = layOut(spot, places, width, height)
  if (!scene) return null
  const { home, centre } = scene
  const far = kilometres(scene.centrePlace, spot)
  const words = `${spot.name} lies ${formatDistance(far)} from ${scene.centrePlace.name}${
    scene.nearest ? `, near ${scene.nearest}` : ''
  }.${spot.precision === 'locality' ? ' Its place within the locality is not known exactly.' : ''}`
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={words}
      width={width}
      height={height}
      className="block"
    >
      {scene.rings.map(ring => (
        <g key={ring.km}>
          <circle cx={centre.x} cy={centre.y} r={ring.r} className="fill-none stroke-edge/35" strokeDasharray="2 4" />
          {ring.label && (
            <text
              x={ring.label.x}
              y={ring.label.y}
              fontSize="9"
              textAnchor="middle"
              className="fill-muted stroke-sunken"
              strokeWidth="3"
              paintOrder="stroke"
            >
              {ring.km} km
            </text>
          )}
        </g>
      ))}
      <line x1={centre.x} y1={centre.y} x2={home.x} y2={home.y} className="stroke-accent/50" strokeDasharray="3 3" />
      {scene.dots.map(dot => (
        <circle key={dot.name} cx={dot.x} cy={dot.y} r="2" className="fill-edge/70" />
      ))}
      <circle cx={centre.x} cy={centre.y} r="3.5" className="fill-soft" />
      {scene.labels.map(label => (
        <text
          key={label.name}
          x={label.x}
          y={label.y}
          fontSize="10"
          textAnchor={label.anchor}
          className={`${label.strong ? 'fill-ink' : 'fill-muted'} stroke-sunken`}
          fontWeight={label.strong ? 600 : 400}
          strokeWidth="3"
          strokeLinejoin="round"
          paintOrder="stroke"
        >
          {label.name}
        </text>
      ))}
      {spot.precision === 'locality' ? (
        <circle cx={home.x} cy={home.y} r="13" className="fill-accent/20 stroke-accent" strokeDasharray="3 2" />
      ) : (
        <circle cx={home.x} cy={home.y} r="11" className="fill-accent/20" />
      )}
      <circle cx={home.x} cy={home.y} r="5" className="fill-accent stroke-surface" strokeWidth="2" />
    </svg>
  )
}
