/** A locality of a city: its canonical name, other spellings, zone, and its centre to about a kilometre (WGS 84). */
export type Place = {
  name: string
  aliases: string[]
  zone: 'North' | 'South' | 'East' | 'West' | 'Central'
  city: string
  latitude: number
  longitude: number
}

export type City = { name: string; aliases: string[]; latitude: number; longitude: number }

type Row = [name: string, latitude: number, longitude: number, ...aliases: string[]]

const zones: Record<Place['zone'], Row[]> = {
  East: [
    ['Whitefield', 12.9698, 77.75, 'White Field'],
    ['Marathahalli', 12.9562, 77.7019, 'Marathalli', 'Marthahalli'],
    ['Brookefield', 12.9664, 77.717, 'Brookfield'],
    ['Sarjapur Road', 12.9107, 77.6872, 'Sarjapur', 'Sarjapura', 'Sarjapura Road'],
    ['Bellandur', 12.9304, 77.6784, 'Bellandhur'],
    ['Varthur', 12.9407, 77.747, 'Varthuru'],
    ['Panathur', 12.935, 77.702, 'Panathur Road'],
    ['Gunjur', 12.923, 77.737, 'Gunjur Palya'],
    ['KR Puram', 13.0077, 77.696, 'K R Puram', 'Krishnarajapuram', 'Krishnarajapura', 'KR Pura'],
    ['Budigere Cross', 13.0486, 77.7478, 'Budigere', 'Budigere Road', 'Boodigere Cross'],
    ['Hoskote', 13.0707, 77.7982, 'Hosakote'],
    ['Kadugodi', 12.9985, 77.761],
    ['Mahadevapura', 12.9916, 77.687, 'Mahadevpura'],
    ['Hoodi', 12.992, 77.716],
    ['Kundalahalli', 12.9592, 77.7147],
    ['Harlur', 12.9061, 77.6637, 'Haralur', 'Haralur Road', 'Harlur Road'],
    ['Carmelaram', 12.906, 77.705, 'Carmelram'],
    ['Dommasandra', 12.879, 77.752],
    ['CV Raman Nagar', 12.9855, 77.6639, 'C V Raman Nagar'],
    ['Old Airport Road', 12.9592, 77.6635, 'HAL Airport Road'],
  ],
  North: [
    ['Hebbal', 13.0358, 77.597, 'Hebbala'],
    ['Yelahanka', 13.1007, 77.5963, 'Yelahanka New Town'],
    ['Jakkur', 13.0784, 77.6069, 'Jakkuru'],
    ['Thanisandra', 13.058, 77.633, 'Thanisandra Road', 'Thanisandra Main Road'],
    ['Hennur', 13.035, 77.643, 'Hennur Road', 'Hennur Main Road'],
    ['Devanahalli', 13.2468, 77.712, 'Devanhalli'],
    ['Bagalur', 13.133, 77.669, 'Bagaluru'],
    ['Kogilu', 13.106, 77.617, 'Kogilu Cross'],
    ['Nagawara', 13.0422, 77.62, 'Nagavara'],
    [
      'Kempegowda International Airport',
      13.1989,
      77.7068,
      'airport',
      'KIA',
      'KIAL',
      'Kempegowda Airport',
      'Bengaluru Airport',
      'Bangalore Airport',
      'international airport',
    ],
    ['Sahakara Nagar', 13.062, 77.587, 'Sahakar Nagar', 'Sahakaranagar'],
    ['Vidyaranyapura', 13.076, 77.556],
    ['RT Nagar', 13.024, 77.594, 'R T Nagar'],
    ['Kalyan Nagar', 13.022, 77.64, 'Kalyannagar'],
    ['Horamavu', 13.027, 77.66],
    ['Banaswadi', 13.01, 77.648, 'Banaswadi Road'],
    ['Rajanukunte', 13.172, 77.568, 'Rajankunte'],
    ['Doddaballapur', 13.2957, 77.5364, 'Doddaballapura', 'Dodballapur'],
    ['Jalahalli', 13.0524, 77.5462],
  ],
  South: [
    ['Koramangala', 12.9352, 77.6245, 'Kormangala'],
    ['HSR Layout', 12.9116, 77.6389, 'HSR'],
    ['BTM Layout', 12.9166, 77.6101, 'BTM'],
    ['Jayanagar', 12.9299, 77.5826, 'Jaya Nagar'],
    ['JP Nagar', 12.9063, 77.5857, 'J P Nagar', 'Jayaprakash Nagar'],
    ['Bannerghatta Road', 12.887, 77.597, 'Bannerghatta', 'Bannerghata Road'],
    ['Kanakapura Road', 12.872, 77.542, 'Kanakapura', 'Kanakpura Road'],
    ['Electronic City', 12.8452, 77.6602, 'Electronics City', 'E City', 'Ecity'],
    ['Begur', 12.877, 77.626, 'Begur Road'],
    ['Bommanahalli', 12.903, 77.624],
    ['Banashankari', 12.9255, 77.5468, 'BSK'],
    ['Basavanagudi', 12.9417, 77.5755, 'Basavangudi'],
    ['Hulimavu', 12.877, 77.603],
    ['Uttarahalli', 12.905, 77.545],
    ['Chandapura', 12.801, 77.705],
    ['Bommasandra', 12.8168, 77.693],
    ['Jigani', 12.785, 77.64],
    ['Anekal', 12.7105, 77.697],
    ['Hosa Road', 12.87, 77.654],
    ['Kudlu', 12.89, 77.639, 'Kudlu Gate'],
    ['Gottigere', 12.856, 77.588],
  ],
  West: [
    ['Mysore Road', 12.942, 77.523, 'Mysuru Road'],
    ['Rajajinagar', 12.9915, 77.554, 'Rajaji Nagar'],
    ['Vijayanagar', 12.9719, 77.535, 'Vijaya Nagar'],
    ['Kengeri', 12.908, 77.487, 'Kengeri Satellite Town'],
    ['Rajarajeshwari Nagar', 12.9274, 77.5155, 'RR Nagar', 'R R Nagar', 'Rajarajeswari Nagar'],
    ['Magadi Road', 12.9756, 77.515, 'Magadi Main Road'],
    ['Nagarbhavi', 12.96, 77.51, 'Nagarabhavi'],
    ['Peenya', 13.029, 77.52],
    ['Yeshwanthpur', 13.023, 77.55, 'Yeshwantpur', 'Yeshwanthpura'],
    ['Tumkur Road', 13.045, 77.505, 'Tumakuru Road'],
    ['Nelamangala', 13.099, 77.394],
    ['Basaveshwaranagar', 12.987, 77.538, 'Basaveshwara Nagar'],
  ],
  Central: [
    ['Indiranagar', 12.9784, 77.6408, 'Indira Nagar'],
    ['MG Road', 12.975, 77.6063, 'M G Road', 'Mahatma Gandhi Road'],
    ['Ulsoor', 12.9817, 77.62, 'Halasuru'],
    ['Malleshwaram', 13.0031, 77.5643, 'Malleswaram', 'Malleshwara'],
    ['Frazer Town', 12.997, 77.614, 'Fraser Town', 'Pulakeshi Nagar'],
    ['Shivajinagar', 12.9857, 77.605, 'Shivaji Nagar'],
    ['Richmond Town', 12.962, 77.603, 'Richmond Road'],
    ['Cooke Town', 13.003, 77.625],
    ['Benson Town', 13.0, 77.603],
    ['Vasanth Nagar', 12.99, 77.592, 'Vasanthnagar'],
    ['Sadashivanagar', 13.007, 77.581, 'Sadashiva Nagar'],
    ['Domlur', 12.961, 77.6387],
    ['Lavelle Road', 12.972, 77.599],
  ],
}

export const HOME_CITY = 'Bengaluru'

/** Localities that are known before any listing is. Centres lie within about a kilometre of the usual map label. */
export const places: Place[] = Object.entries(zones).flatMap(([zone, rows]) =>
  rows.map(([name, latitude, longitude, ...aliases]) => ({
    name,
    aliases,
    zone: zone as Place['zone'],
    city: HOME_CITY,
    latitude,
    longitude,
  })),
)

const cityRows: Row[] = [
  ['Bengaluru', 12.9716, 77.5946, 'Bangalore', 'blr', 'Bengalooru', 'Bangaluru'],
  ['Mumbai', 19.076, 72.8777, 'Bombay'],
  ['Navi Mumbai', 19.033, 73.0297, 'New Bombay'],
  ['Thane', 19.2183, 72.9781],
  ['Pune', 18.5204, 73.8567, 'Poona'],
  ['Delhi', 28.6139, 77.209, 'New Delhi', 'NCR', 'Delhi NCR'],
  ['Gurugram', 28.4595, 77.0266, 'Gurgaon'],
  ['Noida', 28.5355, 77.391, 'Greater Noida'],
  ['Ghaziabad', 28.6692, 77.4538],
  ['Faridabad', 28.4089, 77.3178],
  ['Hyderabad', 17.385, 78.4867, 'Secunderabad', 'Hyd'],
  ['Chennai', 13.0827, 80.2707, 'Madras'],
  ['Kolkata', 22.5726, 88.3639, 'Calcutta'],
  ['Ahmedabad', 23.0225, 72.5714, 'Amdavad'],
  ['Surat', 21.1702, 72.8311],
  ['Vadodara', 22.3072, 73.1812, 'Baroda'],
  ['Rajkot', 22.3039, 70.8022],
  ['Gandhinagar', 23.2156, 72.6369],
  ['Jaipur', 26.9124, 75.7873],
  ['Udaipur', 24.5854, 73.7125],
  ['Jodhpur', 26.2389, 73.0243],
  ['Lucknow', 26.8467, 80.9462],
  ['Kanpur', 26.4499, 80.3319, 'Cawnpore'],
  ['Varanasi', 25.3176, 82.9739, 'Banaras', 'Benares'],
  ['Prayagraj', 25.4358, 81.8463, 'Allahabad'],
  ['Agra', 27.1767, 78.0081],
  ['Dehradun', 30.3165, 78.0322, 'Dehra Dun'],
  ['Chandigarh', 30.7333, 76.7794],
  ['Mohali', 30.7046, 76.7179],
  ['Ludhiana', 30.901, 75.8573],
  ['Amritsar', 31.634, 74.8723],
  ['Shimla', 31.1048, 77.1734, 'Simla'],
  ['Srinagar', 34.0837, 74.7973],
  ['Jammu', 32.7266, 74.857],
  ['Indore', 22.7196, 75.8577],
  ['Bhopal', 23.2599, 77.4126],
  ['Nagpur', 21.1458, 79.0882],
  ['Nashik', 19.9975, 73.7898, 'Nasik'],
  ['Aurangabad', 19.8762, 75.3433, 'Chhatrapati Sambhajinagar'],
  ['Goa', 15.4909, 73.8278, 'Panaji', 'Panjim'],
  ['Mysuru', 12.2958, 76.6394, 'Mysore'],
  ['Mangaluru', 12.9141, 74.856, 'Mangalore'],
  ['Hubballi', 15.3647, 75.124, 'Hubli'],
  ['Belagavi', 15.8497, 74.4977, 'Belgaum'],
  ['Tumakuru', 13.3379, 77.1173, 'Tumkur'],
  ['Hosur', 12.7409, 77.8253],
  ['Kochi', 9.9312, 76.2673, 'Cochin', 'Ernakulam'],
  ['Thiruvananthapuram', 8.5241, 76.9366, 'Trivandrum'],
  ['Kozhikode', 11.2588, 75.7804, 'Calicut'],
  ['Thrissur', 10.5276, 76.2144, 'Trichur'],
  ['Coimbatore', 11.0168, 76.9558, 'Kovai'],
  ['Madurai', 9.9252, 78.1198],
  ['Tiruchirappalli', 10.7905, 78.7047, 'Trichy', 'Tiruchi'],
  ['Salem', 11.6643, 78.146],
  ['Vellore', 12.9165, 79.1325],
  ['Puducherry', 11.9416, 79.8083, 'Pondicherry', 'Pondy'],
  ['Visakhapatnam', 17.6868, 83.2185, 'Vizag'],
  ['Vijayawada', 16.5062, 80.648, 'Bezawada'],
  ['Tirupati', 13.6288, 79.4192],
  ['Warangal', 17.9689, 79.5941],
  ['Bhubaneswar', 20.2961, 85.8245, 'Bhubaneshwar'],
  ['Ranchi', 23.3441, 85.3096],
  ['Patna', 25.5941, 85.1376],
  ['Guwahati', 26.1445, 91.7362, 'Gauhati'],
  ['Raipur', 21.2514, 81.6296],
]

/** Cities that people name, whether or not there is stock in them. */
export const cities: City[] = cityRows.map(([name, latitude, longitude, ...aliases]) => ({
  name,
  aliases,
  latitude,
  longitude,
}))

/** How spellings are compared: case, punctuation and spaces do not count ("K.R. Puram" is "kr puram"). */
export function spellingKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

const placeBySpelling = new Map(
  places.flatMap(place => [place.name, ...place.aliases].map(s => [spellingKey(s), place])),
)
const cityBySpelling = new Map(cities.flatMap(city => [city.name, ...city.aliases].map(s => [spellingKey(s), city])))

/** The locality that a name or one of its spellings means, if it is known. */
export const placeNamed = (text: string): Place | undefined => placeBySpelling.get(spellingKey(text))

/** The city that a name or one of its spellings means, if it is known. */
export const cityNamed = (text: string): City | undefined => cityBySpelling.get(spellingKey(text))
