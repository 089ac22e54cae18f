import type { Amenity, BuildStatus, Facing, HomeKind } from '../schema.ts'

export const kindWords: Record<HomeKind, string[]> = {
  apartment: ['apartment', 'apartments', 'flat', 'flats', 'apt', 'apts', 'appartment', 'appartments', 'condo', 'condos', 'penthouse', 'penthouses'],
  villa: [
    'villa', 'villas', 'independent house', 'independent houses', 'independent home', 'independent homes',
    'individual house', 'individual houses', 'bungalow', 'bungalows', 'bunglow', 'duplex villa', 'kothi',
  ],
  plot: [
    'plot', 'plots', 'site', 'sites', 'land', 'lands', 'plotted development', 'plotted developments', 'villa plot',
    'villa plots', 'residential plot', 'residential plots', 'residential site', 'zameen', 'jameen',
  ],
  row_house: ['row house', 'row houses', 'rowhouse', 'rowhouses', 'row home', 'row homes', 'row villa', 'townhouse', 'townhouses', 'town house', 'town houses', 'townhome', 'townhomes'],
}

export const statusWords: Record<BuildStatus, string[]> = {
  ready: [
    'ready to move in', 'ready to move', 'ready for possession', 'ready possession', 'ready to occupy', 'rtm', 'rtmi',
    'immediate possession', 'possession immediate', 'possession immediately', 'immediate move in', 'move in ready', 'ready', 'completed projects',
    'completed project', 'immediately available', 'immediate handover', 'readymade', 'readymade',
  ],
  under_construction: [
    'under construction', 'underconstruction', 'under constructions', 'ongoing', 'on going', 'being built', 'in construction',
    'under development',
  ],
  upcoming: [
    'upcoming', 'up coming', 'new launch', 'new launches', 'newly launched', 'newly launching', 'new launched', 'pre launch', 'prelaunch',
    'pre launches', 'launching soon', 'soon to launch', 'coming soon', 'about to launch', 'soon to be launched',
  ],
}

export const amenityWords: Record<Amenity, string[]> = {
  swimming_pool: ['swimming pool', 'swimming pools', 'pool', 'pools', 'swiming pool', 'infinity pool', 'kids pool', 'swimming'],
  gym: ['gym', 'gyms', 'gymnasium', 'fitness centre', 'fitness center', 'fitness studio', 'workout room'],
  clubhouse: ['clubhouse', 'club house', 'club', 'clubhouses', 'community hall', 'party hall'],
  garden: ['garden', 'gardens', 'landscaped garden', 'landscaped gardens', 'park', 'parks', 'green space', 'green spaces', 'greenery', 'open space', 'lawn', 'lawns', 'bagicha'],
  play_area: [
    'play area', 'play areas', 'kids play area', 'children play area', 'childrens play area', 'playground', 'playgrounds',
    'kids area', 'kids zone', 'children park', 'play ground', 'kids park', 'play zone',
  ],
  jogging_track: ['jogging track', 'jogging tracks', 'jogging path', 'walking track', 'walking path', 'running track', 'jogging', 'walkway', 'cycling track'],
  sports_court: [
    'sports court', 'sports courts', 'tennis court', 'tennis', 'basketball court', 'basketball', 'badminton court', 'badminton', 'squash court', 'squash',
    'cricket pitch', 'cricket net', 'volleyball court', 'sports facility', 'sports facilities', 'sports arena', 'sports', 'football court', 'pickleball', 'pickleball court',
  ],
  security: ['security', 'cctv', 'security guard', 'security guards', 'gated community', 'gated society', 'gated', 'gated security', 'suraksha', 'intercom'],
  parking: ['parking', 'car parking', 'car park', 'car parks', 'covered parking', 'parking space', 'parking slot', 'parking lot', 'garage', 'visitor parking', 'bike parking'],
  power_backup: ['power backup', 'power back up', 'power back', 'generator', 'gen set', 'genset', 'dg backup', 'dg', 'backup power', 'electricity backup', 'inverter', 'bijli backup'],
  lift: ['lift', 'lifts', 'elevator', 'elevators'],
  ev_charging: ['ev charging', 'ev charger', 'ev chargers', 'ev charging point', 'ev charging station', 'ev point', 'ev points', 'electric vehicle charging', 'electric car charging', 'charging station', 'charging stations', 'charging point', 'charging points', 'car charging', 'ev'],
  pet_area: ['pet area', 'pet friendly', 'pets', 'pet park', 'dog park', 'pet zone', 'pet', 'pets allowed', 'dog friendly'],
  coworking: ['coworking', 'co working', 'coworking space', 'co working space', 'coworking area', 'work from home space', 'business centre', 'business center', 'work pods', 'workspace', 'work space'],
}

export const facingWords: Record<Facing, string[]> = {
  north_east: ['north east', 'northeast', 'ne'],
  north_west: ['north west', 'northwest', 'nw'],
  south_east: ['south east', 'southeast', 'se'],
  south_west: ['south west', 'southwest', 'sw'],
  north: ['north', 'uttar'],
  south: ['south', 'dakshin'],
  east: ['east', 'purab', 'poorab', 'purv'],
  west: ['west', 'paschim'],
}
