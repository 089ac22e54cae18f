import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
let library: typeof import('libphonenumber-js/max') | undefined

/** The rules of the world's telephone numbers. Loaded with the first number, since most starts and commands see none. */
export function phoneNumbers(): typeof import('libphonenumber-js/max') {
  library ??= require('libphonenumber-js/max') as typeof import('libphonenumber-js/max')
  return library
}
