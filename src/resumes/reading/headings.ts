export type Section = 'top' | 'summary' | 'skills' | 'experience' | 'education' | 'other'

const HEADINGS: Record<Exclude<Section, 'top'>, string[]> = {
  summary: [
    'summary',
    'profile',
    'about',
    'about me',
    'objective',
    'career objective',
    'personal statement',
    'overview',
  ],
  skills: [
    'skills',
    'competencies',
    'competences',
    'expertise',
    'technologies',
    'tools',
    'strengths',
    'areas of expertise',
  ],
  experience: ['experience', 'employment', 'work history', 'career history', 'employment history', 'positions', 'work'],
  education: ['education', 'qualifications', 'training', 'academic background', 'studies', 'education and training'],
  other: [
    ...['projects', 'certifications', 'certificates', 'languages', 'publications', 'volunteering', 'volunteer work'],
    ...['awards', 'interests', 'hobbies', 'references', 'memberships', 'patents', 'courses', 'achievements', 'contact'],
    ...['honours', 'honors', 'activities', 'personal details', 'additional information', 'certifications and licences'],
  ],
}

/** Words before a heading that change nothing of its meaning. */
const BEFORE =
  /^(professional|work|relevant|technical|core|key|personal|executive|career|selected|academic|it|soft|hard|additional|other|my|main) /
const KNOWN = new Map<string, Section>(
  Object.entries(HEADINGS).flatMap(([section, names]) => names.map(name => [name, section as Section] as const)),
)

/** Of a line that may be a heading, with its marks and spaces. */
const LONGEST_LINE = 200

/** The section that a line opens, or undefined where it is no heading. */
export function headingOf(line: string): Section | undefined {
  if (line.length > LONGEST_LINE) return undefined
  const marked = /^#{1,3}\s/.test(line)
  const text = line
    .replace(/^#{1,6}\s*|[*_:=]+/g, ' ')
    .replace(/(?<!\s)\s*&\s*/g, ' and ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
  if (text === '' || text.length > 45) return undefined
  const named = KNOWN.get(text) ?? KNOWN.get(text.replace(BEFORE, '')) ?? byParts(text)
  if (named) return named
  return marked && /^##?\s/.test(line) && !/\d/.test(text) && !line.startsWith('# ') ? 'other' : undefined
}

/** "Skills and tools", "Education and certifications": the first part names it. */
function byParts(text: string): Section | undefined {
  const parts = text.split(/ and | \/ |, /)
  if (parts.length < 2) return undefined
  const named = parts.map(part => KNOWN.get(part.trim()) ?? KNOWN.get(part.trim().replace(BEFORE, '')))
  return named.every(Boolean) ? named[0] : undefined
}
