/** A session ends 90 days after it began, and after 30 days unused (career desk specification, section 1). */
export const SESSION_DAYS = { absolute: 90, idle: 30 }
