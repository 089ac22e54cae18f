import type { Posting } from '../schema.ts'

/** A résumé in which most things are well. */
export const RESUME = `Ana Costa
Project coordinator
ana.costa@example.com · +351 912 345 678 · Lisbon

Summary
Coordinator with eight years in public health programmes across three regions, who plans work so that teams in the
field can keep to it, and reports what came of it in figures that decide the next budget.

Skills
Excel, Stakeholder management, Python, SQL, Budgeting, Tableau

Experience
Programme Coordinator, Health Forward, Lisbon
Mar 2019 – Present
- Coordinated 14 field teams in three regions, with a yearly budget of €1.2m
- Built a dashboard in Tableau that cut reporting time by 40 %
- Trained 60 staff in data entry

Project Assistant, City of Porto
Jan 2016 - Dec 2018
- Wrote minutes of the board
- Analysed survey data of 2,000 households in SQL

Education
BSc Sociology, University of Porto, 2013`

export const POSTING: Posting = {
  id: '01a20192-dda0-7b32-9d3e-507de07f224d',
  title: 'Data Analyst',
  company: 'Globex',
  skills: ['SQL', 'Python', 'Power BI', 'Tableau'],
  description: 'You analyse survey data and build dashboards; you report to the board.',
}
