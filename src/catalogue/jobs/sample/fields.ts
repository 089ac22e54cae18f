/** One line of work: what its jobs are called, what they ask for and what one does there. */
export type Field = {
  name: string
  titles: string[]
  skills: string[]
  deeds: string[]
  houses: string[]
  year: [number, number]
}

/** `year`: what a year in the middle of a career pays, in thousands of US dollars. */
function field(
  name: string,
  titles: string,
  skills: string,
  deeds: string,
  houses: string,
  year: [number, number],
): Field {
  const list = (text: string) => text.split(';').map(one => one.trim())
  return { name, titles: list(titles), skills: list(skills), deeds: list(deeds), houses: list(houses), year }
}

/** The twenty lines of work of the sample. */
export const fields: Field[] = [
  field(
    'software',
    'Software Engineer; Backend Developer; Frontend Developer; Full-Stack Developer; Mobile Developer',
    'TypeScript; Java; Python; React; Node.js; PostgreSQL; Code review; API design; Git; Unit testing',
    'Build and run services that people use every day; Review the work of colleagues and have yours reviewed; Turn vague wishes into small releases; Find out why something is slow and mend it',
    'Lanternworks; Quietbyte; Harbour Code',
    [75, 120],
  ),
  field(
    'data analysis',
    'Data Analyst; Business Intelligence Analyst; Reporting Analyst; Product Analyst',
    'SQL; Excel; Data analysis; Data visualisation; Tableau; Power BI; Statistics; Reporting; Python',
    'Answer questions of colleagues with figures that hold; Build reports that are read; Clean data before anybody trusts it; Explain what a number does not say',
    'Figure & Ground; Plainchart; Tally Street',
    [60, 95],
  ),
  field(
    'data science',
    'Data Scientist; Machine Learning Engineer; Applied Scientist; Research Engineer',
    'Python; Machine learning; Statistics; PyTorch; SQL; A/B testing; Natural language processing; Data visualisation',
    'Design experiments and read their results honestly; Bring a model from a notebook into use; Watch how it ages; Write down what did not work',
    'Northfold Labs; Fairsample; Inference House',
    [85, 140],
  ),
  field(
    'DevOps',
    'DevOps Engineer; Site Reliability Engineer; Platform Engineer; Cloud Engineer',
    'Kubernetes; Docker; Terraform; AWS; CI/CD; Linux; Monitoring; Python; Incident management',
    'Keep clusters healthy and upgrades dull; Make a release something that nobody fears; Write down what happened after an outage; Give developers a path that works by itself',
    'Steady State; Uptime & Sons; Cloudpath Works',
    [80, 130],
  ),
  field(
    'project management',
    'Project Manager; Scrum Master; Programme Coordinator; Delivery Manager',
    'Project management; Stakeholder management; Scrum; Budgeting; Risk management; Scheduling; Jira; Communication',
    'Bring a plan to everybody who has to live with it; See trouble two weeks before it comes; Keep the budget honest; Hold meetings that end early',
    'Milestone Partners; Clearpath Projects; Bridgeyard',
    [65, 105],
  ),
  field(
    'marketing',
    'Marketing Manager; Content Strategist; Digital Marketing Specialist; Brand Manager',
    'Digital marketing; SEO; Content marketing; Social media; E-mail marketing; Google Analytics; Copywriting; Market research',
    'Tell what the product does without shouting; Plan campaigns and measure them; Write for people who are in a hurry; Work with sales on what customers ask',
    'Bright Acorn; Papertrail Media; Larkspur Brands',
    [50, 90],
  ),
  field(
    'administration',
    'Administrative Assistant; Office Administration Coordinator; Executive Assistant; Receptionist; Office Manager',
    'Office administration; Microsoft Office; Diary management; Data entry; Correspondence; Filing; Reception; Invoicing; Organisation',
    'Keep calendars, letters and records in order; Be the first voice that callers hear; Prepare meetings and their minutes; Order what the office needs',
    'Meadow & Finch; Cornerstone Offices; Alder Services',
    [36, 58],
  ),
  field(
    'warehouse',
    'Warehouse Operative; Order Picker; Forklift Operator; Inventory Clerk; Shift Leader Warehouse',
    'Warehousing; Order picking; Forklift; Inventory management; Shipping and receiving; Health and safety; RF scanners; Teamwork',
    'Pick and pack orders with a scanner; Receive goods and book them in; Keep aisles safe and clear; Count stock and find what is missing',
    'Pallet & Crane; Riverside Depot; Swiftstore',
    [32, 50],
  ),
  field(
    'care',
    'Care Assistant; Registered Nurse; Home Care Worker; Support Worker; Health Care Coordinator',
    'Patient care; Elderly care; Personal care; First aid; Care planning; Medication administration; Empathy; Dementia care',
    'Help people through their day with patience; Write down what the next shift must know; Talk with families; Notice early when somebody is unwell',
    'Linden House; Evenlight Care; Homeward Health',
    [34, 72],
  ),
  field(
    'teaching',
    'Primary School Teacher; English Teacher; Teaching Assistant; Vocational Trainer; Mathematics Teacher',
    'Teaching; Lesson planning; Classroom management; Assessment; E-learning; Parent communication; Tutoring; Patience',
    'Plan lessons that leave room for questions; Follow how each learner is doing; Work with parents and colleagues; Give feedback that helps',
    'Oakbridge School; Open Desk Academy; Rowan College',
    [42, 75],
  ),
  field(
    'finance',
    'Accountant; Financial Analyst; Payroll Specialist; Finance Manager; Accounts Payable Clerk',
    'Accounting; Financial reporting; Excel; Payroll; Forecasting; Tax; Auditing; SAP; Attention to detail',
    'Close the month on time; Explain the figures to people who are no accountants; Prepare budgets and watch them; Keep the auditors content',
    'Ledger & Lane; Sterling Quay; Prudent Partners',
    [52, 98],
  ),
  field(
    'sales',
    'Sales Representative; Account Manager; Inside Sales Specialist; Key Account Manager; Business Development Manager',
    'Sales; Account management; Negotiation; CRM; Cold calling; Customer service; Presentation skills; B2B sales',
    'Listen before you offer; Keep promises to customers; Keep the pipeline true; Tell product what the market says',
    'Handshake Trade; Openmarket; Vantage Supply',
    [45, 95],
  ),
  field(
    'support',
    'Customer Support Agent; Technical Support Specialist; Help Desk Analyst; Customer Success Manager',
    'Customer service; Technical support; Ticketing systems; Troubleshooting; Live chat support; Communication; Patience; Knowledge base writing',
    'Help customers by mail, chat and telephone; Find the cause, not only a way around it; Write articles that spare the next question; Tell developers what hurts',
    'Answerdesk; Kindline; Patchwell',
    [36, 65],
  ),
  field(
    'design',
    'UX Designer; Graphic Designer; Product Designer; Visual Designer; UX Researcher',
    'UX design; UI design; Figma; Graphic design; Prototyping; Typography; User research; Adobe Illustrator',
    'Talk with people who use what we make; Draw, test and throw away; Keep a design system that others like to use; Care for those who cannot see or click well',
    'Plumb & Pixel; Softedge Studio; Marginalia',
    [55, 100],
  ),
  field(
    'HR',
    'HR Generalist; Recruiter; People Partner; HR Administrator; Talent Acquisition Specialist',
    'Human resources; Recruiting; Onboarding; Employee relations; Employment law; HR systems; Interviewing; Discretion',
    'Find people and treat those who are not chosen well; Make the first weeks easy; Advise managers in hard talks; Keep records safe',
    'Common Thread; Goodhire; Peopleyard',
    [48, 88],
  ),
  field(
    'hospitality',
    'Hotel Receptionist; Chef de Partie; Restaurant Manager; Barista; Event Coordinator Hospitality',
    'Guest relations; Food safety; Hotel reception; Cooking; Waiting tables; Reservations; Teamwork; Cash handling',
    'Welcome guests as if they were yours; Keep the kitchen clean and on time; Handle complaints with grace; Plan the week’s shifts',
    'The Copper Kettle; Seaview Hotels; Juniper Table',
    [30, 58],
  ),
  field(
    'trades',
    'Electrician; Carpenter; Plumber; Maintenance Technician; Site Foreman',
    'Electrical installation; Carpentry; Plumbing; Equipment maintenance; Site safety; Power tools; Technical drawing; Reliability',
    'Install, mend and test on site; Read plans and see where they are wrong; Teach apprentices; Leave the place cleaner than you found it',
    'Ironbark Building; True & Level; Brightwire',
    [40, 78],
  ),
  field(
    'research',
    'Research Assistant; Laboratory Technician; Postdoctoral Researcher; Policy Researcher; Clinical Research Coordinator',
    'Research; Laboratory work; Scientific writing; Statistics; Experimental design; Literature review; Data analysis; Clinical trials',
    'Plan studies and keep their records; Analyse and publish results; Care for instruments; Present the work to others',
    'Institute for Plain Science; Tern Laboratories; Civic Research Group',
    [44, 86],
  ),
  field(
    'law',
    'Paralegal; Legal Counsel; Compliance Officer; Legal Secretary; Contract Manager',
    'Legal research; Contract law; Legal drafting; Compliance; Data protection; Due diligence; Paralegal work; Discretion',
    'Draft and review agreements in plain language; Prepare cases and files; Watch what new rules demand; Advise colleagues before trouble comes',
    'Fairfield & Moss; Quill Chambers; Openlaw',
    [46, 118],
  ),
  field(
    'public service',
    'Policy Officer; Citizen Services Adviser; Urban Planner; Community Outreach Coordinator; Public Administration Clerk',
    'Public administration; Policy development; Citizen service; Community outreach; Public procurement; Report writing; Permit processing; Urban planning',
    'Help people through forms and rights; Prepare decisions for a council; Talk with neighbourhoods about plans; Keep public money in good order',
    'City Works Department; Regional Service Office; Department of Everyday Affairs',
    [40, 82],
  ),
]

/** A dozen cities with their country, currency and how pay there compares with US dollars, in units of the currency. */
export const cities = [
  { city: 'Berlin', country: 'DE', currency: 'EUR', rate: 0.8 },
  { city: 'Munich', country: 'DE', currency: 'EUR', rate: 0.9 },
  { city: 'Paris', country: 'FR', currency: 'EUR', rate: 0.75 },
  { city: 'Amsterdam', country: 'NL', currency: 'EUR', rate: 0.85 },
  { city: 'London', country: 'GB', currency: 'GBP', rate: 0.7 },
  { city: 'Denver', country: 'US', currency: 'USD', rate: 1 },
  { city: 'New York', country: 'US', currency: 'USD', rate: 1.2 },
  { city: 'Toronto', country: 'CA', currency: 'CAD', rate: 1.1 },
  { city: 'Bengaluru', country: 'IN', currency: 'INR', rate: 28 },
  { city: 'Mumbai', country: 'IN', currency: 'INR', rate: 26 },
  { city: 'Singapore', country: 'SG', currency: 'SGD', rate: 1.15 },
  { city: 'Sydney', country: 'AU', currency: 'AUD', rate: 1.3 },
] as const

/** What employers name as mattering to them. */
export const values = [
  ...[
    'Learning',
    'Autonomy',
    'Security',
    'Family time',
    'Purpose',
    'Teamwork',
    'Creativity',
    'Fair pay',
    'Sustainability',
  ],
  ...['Variety', 'Recognition', 'Helping people'],
]
