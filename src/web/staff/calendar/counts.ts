/** `1 visit`, `3 visits`, `no visits`. */
export function countOf(count: number, one: string): string {
  return count === 0 ? `no ${one}s` : count === 1 ? `1 ${one}` : `${count} ${one}s`
}
