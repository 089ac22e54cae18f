import { z } from 'zod'

/** `?kinds=villa,plot` and `?kinds=villa&kinds=plot` say the same. */
export const list = <Item extends z.ZodType>(item: Item, most = 50) =>
  z
    .union([z.string(), z.array(z.string()).max(most)])
    .transform(given =>
      [given]
        .flat()
        .flatMap(text => text.split(','))
        .map(text => text.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item).max(most) as unknown as z.ZodType<z.output<Item>[], string[]>)
    .optional()
