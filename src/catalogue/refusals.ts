import { refuse } from '../kernel/refusal.ts'

export function refuseCursor(): never {
  return refuse('invalid', 'catalogue.cursor_invalid', {
    field: 'cursor',
    message: 'This cursor belongs to another search. Search again from the first page.',
  })
}
