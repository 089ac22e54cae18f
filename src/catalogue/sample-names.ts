/** A name of the synthetic sample, with the words it also answers to. */
export type SampleName = { name: string; aliases: string[]; developer: string }

/**
 * Invented developers and the second words of their listings. Each second word is used once, and neither a place nor a
 * word that people use when they look for a home.
 */
const families: Record<string, string[]> = {
  Velmora: ['Avalon', 'Citrine'],
  Halverly: ['Glenbrook'],
  Isarna: ['Neopolis'],
  Kelwin: ['District 25'],
  Tessara: ['Songbird'],
  Orvanta: ['Larkspur', 'Meridiem', 'Quillon', 'Zephyrine', 'Bluebell', 'Pinnacia', 'Cadenza'],
  Ashvanti: ['Tarangini', 'Samudrika', 'Vasudhara', 'Nilambari', 'Kadambari', 'Chitravan', 'Megharaga'],
  Brennick: ['Foxglove', 'Ironwood', 'Cloverleigh', 'Thornbury', 'Maplecrest', 'Wychwood', 'Juniperus'],
  Dravena: ['Solstice', 'Equinox', 'Perihelion', 'Umbriel', 'Celestria', 'Quasarine'],
  Elmsworth: ['Wisteria', 'Hawthorne', 'Primrose', 'Marigolde', 'Buttercup', 'Snowdrop', 'Oleander'],
  Farrowind: ['Silverpine', 'Coppercliff', 'Amberley', 'Goldcrest', 'Ebonhart'],
  Girivana: ['Malhara', 'Shivaranjini', 'Hamsadhwani', 'Malkauns', 'Charukesi', 'Todirasa'],
  Hollanta: ['Tamarind', 'Cinnamonte', 'Saffronia', 'Cardamine', 'Nutmegra', 'Peppercorn'],
  Jorvena: ['Aurelius', 'Octavian', 'Claudianum', 'Valerian', 'Cassiopea', 'Hadrianis'],
  Kestrava: ['Kittiwake', 'Nightjar', 'Bulbulika', 'Hoopoe', 'Flamingora', 'Sandpiper', 'Pelicanto'],
  Lumenza: ['Prismata', 'Spectrine', 'Halcyonis', 'Lanternia', 'Fireflyte', 'Candelora'],
  Mirelle: ['Serenata', 'Nocturna', 'Arpeggia', 'Rhapsodia', 'Barcarole', 'Minuetto'],
  Norvello: ['Matterhorn', 'Kilimara', 'Annapurni', 'Everlund', 'Dolomiti'],
  Pavonis: ['Mayurika', 'Indradhanu', 'Saptarishi', 'Dhruvatara', 'Rohinika', 'Chandravali'],
  Ravenmoor: ['Windermere', 'Ullswater', 'Kielderay', 'Bassenthwaite', 'Grasmere'],
  Sunvaya: ['Krishimitra', 'Vanaspati', 'Haritvana', 'Dharitrika', 'Prakritika'],
  Tulvanna: ['Padmavat', 'Kumudavan', 'Champakali', 'Mogravati', 'Parijata'],
}

const aliases: Record<string, string[]> = { 'Kelwin District 25': ['D-25'] }

export const sampleDevelopers: string[] = Object.keys(families)

export const sampleNames: SampleName[] = Object.entries(families).flatMap(([developer, words]) =>
  words.map(word => {
    const name = `${developer} ${word}`
    return { name, aliases: aliases[name] ?? [], developer }
  }),
)
