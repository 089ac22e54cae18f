const MIB = 1024 * 1024

/** `840 bytes`, `12 KB`, `3.4 MB`; of 1024, as everybody's computer counts. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes}\u00a0bytes`
  if (bytes < MIB) return `${Math.round(bytes / 1024)}\u00a0KB`
  const mib = bytes / MIB
  return `${mib >= 10 || Number.isInteger(mib) ? Math.round(mib) : mib.toFixed(1)}\u00a0MB`
}
