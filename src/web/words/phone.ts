/** `+91 98450 12345` of `+919845012345`; other countries' numbers stay as they are, since each groups its own way. */
export function phoneWords(phone: string): string {
  return /^\+91\d{10}$/.test(phone) ? `+91 ${phone.slice(3, 8)} ${phone.slice(8)}` : phone
}
