/** Where the shipped sample lies. */
export const samplePath = new URL('./sample.json', import.meta.url)
