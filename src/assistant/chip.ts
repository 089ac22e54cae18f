/** The visitor's next words, offered for a tap. `start`: the start that they name, if they name one. */
export type Chip = { label: string; text: string; start?: string }
