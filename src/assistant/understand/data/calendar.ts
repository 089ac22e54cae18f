export const months: Record<string, number> = {
  january: 1, jan: 1, february: 2, feb: 2, march: 3, mar: 3, april: 4, apr: 4, may: 5, june: 6, jun: 6, july: 7, jul: 7, august: 8, aug: 8,
  september: 9, sep: 9, sept: 9, october: 10, oct: 10, november: 11, nov: 11, december: 12, dec: 12,
}

/** ISO day of the week, Monday 1. */
export const weekdays: Record<string, number> = {
  monday: 1, mon: 1, somwar: 1, somvar: 1, tuesday: 2, tue: 2, tues: 2, mangalwar: 2, mangalvar: 2, wednesday: 3, wed: 3, budhwar: 3, budhvar: 3,
  thursday: 4, thu: 4, thur: 4, thurs: 4, guruwar: 4, guruvar: 4, friday: 5, fri: 5, shukrawar: 5, shukravar: 5, saturday: 6, sat: 6, shaniwar: 6, shanivar: 6,
  sunday: 7, sun: 7, raviwar: 7, ravivar: 7, itwar: 7, itvar: 7,
}
