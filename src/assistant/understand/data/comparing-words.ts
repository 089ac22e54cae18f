/** Comparing words as people say them, phrases separated by commas. */
export type Bound = 'max' | 'min' | 'about'

const phrases = (list: string): string[] => list.split(',').map(phrase => phrase.trim())

/** Words before an amount that say how it binds; the nearest to the number counts. */
export const before: Record<Bound, string[]> = {
  max: phrases(`
    under, below, less than, lesser than, lower than, cheaper than, less than or equal to, within, up to, till, until, max, maximum,
    at most, at the most, at max, not more than, no more than, not above, not over, not exceeding, not exceed,
    not beyond, not cross, not crossing, no higher than, not higher than, not greater than, budget, budgets, inside,
    <, < =, upper limit, limit, capped at, cap, afford, can spend, spend up to, ceiling, andar, not going above,
    not go above, not go over, not go beyond, smaller than, range up to
  `),
  min: phrases(`
    above, over, more than, greater than, greater than or equal to, higher than, bigger than, larger than, at least, at the least, min,
    minimum, starting, starting from, starting at, starts from, starts at, start from, upwards of, upward of,
    not less than, no less than, not below, not under, no lower than, not lower than, exceeding, beyond, from, >,
    > =, not smaller than, minimum of, upper than
  `),
  about: phrases(`
    around, about, approx, approximately, approximate, roughly, nearly, almost, close to, ~, somewhere around,
    circa, lagbhag, karib, kareeb, near, around about, ballpark, some
  `),
}

export const after: Record<Bound, string[]> = {
  max: phrases(`
    max, maximum, tak, se kam, ke andar, ke under, ke niche, ke neeche, mein, or less, or below, or under, or lower,
    and below, and under, and less, at most, at the most, at max, budget, ka budget, ke budget, budget hai, tops,
    ya kam, andar, limit, is my budget, is the budget, is my limit, is my max, is my maximum, is our budget,
    ke budget mein, hai budget, upper limit, is the max, is max, se neeche, se niche, is all i have, is what i have,
    is what i can spend, and lower
  `),
  min: phrases(`
    min, minimum, se zyada, se jyada, se upar, or more, or above, or higher, or over, or up, and above, and up,
    and more, and over, and higher, plus, +, onwards, onward, at least, ke upar, upwards, se adhik, or bigger,
    or larger, ya zyada, and upwards, and bigger
  `),
  about: phrases(`
    approx, approximately, or so, ish, ke aas paas, ke aaspaas, ke karib, ke kareeb, roughly, or thereabouts,
    give or take, aas paas, ke around, around, more or less, ke lagbhag
  `),
}

/** Words that may stand between a comparing word and its number. */
export const fillers = new Set(
  `- of is the a an be was : = my our would should will can rs hai ka price cost only just say like for total about to
it area size`.split(/\s+/),
)
