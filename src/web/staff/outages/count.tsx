import { useOutageStanding } from './use-outages.ts'

/** How much of what people said in an outage could not be done and waits for somebody. */
export function OutageCount() {
  const { data } = useOutageStanding()
  if (!data?.review) return null
  return (
    <span className="tnum ml-2 rounded-full bg-warn-tint px-2 text-[0.8125rem] font-medium leading-5 text-warn">
      {data.review}
      <span className="sr-only"> to see to</span>
    </span>
  )
}
