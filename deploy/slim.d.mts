export const OF_THE_PAGES: string[]
