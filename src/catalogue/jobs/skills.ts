export const skillKinds = [
  ...['programming', 'web', 'data', 'platform', 'testing', 'security', 'engineering', 'method', 'management', 'office'],
  ...['finance', 'marketing', 'sales', 'people', 'care', 'teaching', 'law', 'science', 'design', 'trade', 'logistics'],
  ...['hospitality', 'public', 'support', 'speech', 'personal', 'certificate'],
] as const
export type SkillKind = (typeof skillKinds)[number]

/** A skill with the names under which people and postings know it. */
export type Skill = { name: string; kind: SkillKind; synonyms: readonly string[]; listed: boolean }

/**
 * By kind, entries divided by `;`: the name, after `=` its synonyms. `~` marks a name that is also an everyday word: it counts
 * in a list of skills, not in running text.
 */
const entries: Record<SkillKind, string> = {
  programming: `
    JavaScript = js, ecmascript, es6; TypeScript = ts; Python = python3, py; Java = java 17, core java, jdk;
    C# = csharp, c sharp; C++ = cpp, c plus plus; ~C = c language, ansi c; ~Go = golang; ~Rust = rust lang, rustlang; Ruby;
    PHP = php8; Kotlin; ~Swift = swift language, swiftui; Scala; ~R = r language, rstats, r programming; Julia; ~Dart; Perl;
    Lua; Haskell; Elixir; Erlang; Clojure; F# = fsharp; Objective-C = objc; MATLAB; Fortran; COBOL; Assembly = assembler, asm;
    Bash = shell scripting, shell, bash scripting; PowerShell; Groovy; VBA = visual basic for applications, excel macros;
    SQL = structured query language, sql queries; PL/SQL = plsql; T-SQL = tsql, transact-sql; Solidity; WebAssembly = wasm;
    .NET = dotnet, dot net, .net core, asp.net; Spring Boot = spring, spring framework; Django; Flask; FastAPI;
    Ruby on Rails = rails, ror; Laravel; Symfony; Node.js = node, nodejs; Express = express.js, expressjs; NestJS = nest.js;
    gRPC; Hibernate = jpa; Qt; Android development = android, android sdk; iOS development = ios, iphone development;
    React Native; Flutter; Xamarin = maui; Unity = unity3d; Unreal Engine = unreal; Embedded systems = embedded, firmware;
    Algorithms = data structures, algorithms and data structures; Object-oriented programming = oop, object oriented design;
    Functional programming = fp; Concurrency = multithreading, parallel programming; Code review = code reviews;
    Refactoring = legacy code; Domain-driven design = ddd; Design patterns; API design = rest, rest api, rest apis, restful apis`,
  web: `
    HTML = html5; CSS = css3; Sass = scss; Tailwind CSS = tailwind; Bootstrap; React = react.js, reactjs; Angular = angularjs;
    Vue = vue.js, vuejs; Svelte = sveltekit; Next.js = nextjs; Nuxt = nuxt.js; Redux; jQuery; GraphQL; WebSockets = websocket;
    webpack; Vite; Web accessibility = accessibility, a11y, wcag; Web performance = core web vitals; Progressive web apps = pwa;
    WordPress = wp; Drupal; Shopify; Magento; Webflow; Contentful = headless cms; Content management systems = cms;
    Storybook; D3 = d3.js; Three.js = webgl; Responsive design = mobile first; Browser extensions`,
  data: `
    PostgreSQL = postgres, psql; MySQL = mariadb; SQL Server = mssql, microsoft sql server; Oracle Database = oracle db;
    MongoDB = mongo; Redis; Elasticsearch = elastic, opensearch; Cassandra; DynamoDB; Neo4j = graph databases; SQLite;
    Snowflake; BigQuery = google bigquery; Redshift = amazon redshift; Databricks; Apache Spark = spark, pyspark;
    Hadoop = hdfs; Apache Kafka = kafka; Apache Flink = flink; Airflow = apache airflow; dbt = data build tool;
    ETL = elt, data pipelines, data pipeline; Data warehousing = data warehouse, dwh; Data modelling = data modeling;
    Data analysis = data analytics, analytics, data analyst; Data visualisation = data visualization, dashboards, dataviz;
    Data cleaning = data wrangling, data preparation; Data governance = data quality; Data engineering;
    Business intelligence = bi; Power BI = powerbi, dax; Tableau; Looker = looker studio, lookml; Qlik = qlik sense, qlikview;
    pandas; NumPy; SciPy; scikit-learn = sklearn; Jupyter = jupyter notebooks; TensorFlow; PyTorch; Keras; XGBoost = lightgbm;
    Hugging Face = transformers; Machine learning = ml; Deep learning = neural networks; Natural language processing = nlp;
    Computer vision = image recognition; Large language models = llm, llms, generative ai; Prompt design = prompt engineering;
    Recommender systems = recommendation systems; Time series analysis = time series, forecasting models; MLOps = model deployment;
    Statistics = statistical analysis, statistical modelling; Regression analysis = regression; Bayesian statistics = bayes;
    Hypothesis testing = significance testing; A/B testing = ab testing, split testing, experimentation; Causal inference;
    Feature engineering; Data mining; Text mining; Optimisation = optimization, operations research; Simulation = monte carlo;
    SAS; SPSS = ibm spss; Stata; Excel modelling = financial models in excel; Google Analytics = ga4; Segment; Amplitude; Mixpanel;
    GIS = arcgis, qgis, geographic information systems; Web scraping = scraping; Knowledge graphs; Data ethics = responsible ai`,
  platform: `
    AWS = amazon web services; Azure = microsoft azure; Google Cloud = gcp, google cloud platform; DigitalOcean; Heroku;
    Kubernetes = k8s, kube; Docker = containers, containerisation, containerization; Helm = helm charts; OpenShift; Nomad;
    Terraform = infrastructure as code, iac, opentofu; Pulumi; CloudFormation; Ansible; Chef automation = chef infra; Puppet;
    CI/CD = continuous integration, continuous delivery, ci, cicd; Jenkins; GitHub Actions; GitLab CI = gitlab; CircleCI;
    Argo CD = argocd, gitops; Git = github, version control, bitbucket; Linux = unix, ubuntu, red hat, rhel, debian;
    Windows Server = active directory; VMware = vsphere; Nginx; Apache httpd = apache web server; Load balancing = haproxy;
    Prometheus; Grafana; Datadog; Splunk; New Relic; OpenTelemetry = distributed tracing; Monitoring = observability, alerting;
    Site reliability engineering = sre; Incident management = on-call, incident response; Capacity planning; Serverless = aws lambda, lambda;
    Microservices = service oriented architecture, soa; Event-driven architecture = event driven; RabbitMQ = message queues;
    Networking protocols = tcp/ip, dns, networking basics; Cisco = cisco ios, routing and switching; System administration = sysadmin;
    Cloud architecture = cloud; Distributed systems; High availability = disaster recovery; Database administration = dba;
    DevOps = dev ops; Platform engineering; FinOps = cloud cost management; SharePoint administration; Virtualisation = virtualization`,
  testing: `
    Test automation = automated testing, qa automation; Manual testing = exploratory testing; Unit testing = junit, jest, pytest;
    Integration testing; Performance testing = load testing, jmeter, k6; Selenium = webdriver; Playwright; Cypress; Appium;
    Test-driven development = tdd; Behaviour-driven development = bdd, cucumber, gherkin; Test planning = test cases, test plans;
    Quality assurance = qa, quality control; Usability testing; Bug tracking = defect tracking`,
  security: `
    Information security = infosec, cybersecurity, cyber security; Penetration testing = pentesting, ethical hacking;
    Threat modelling = threat modeling; Identity management = iam, sso, oauth, saml; Cryptography = encryption; SIEM;
    Vulnerability management; Security auditing = iso 27001, soc 2; Network security = firewalls, firewall; Application security = owasp, appsec;
    Digital forensics; Security awareness training; Zero trust`,
  engineering: `
    CAD = computer aided design; AutoCAD; SolidWorks; Revit = bim, building information modelling; CATIA; Fusion 360; Ansys = finite element analysis, fea;
    Mechanical engineering; Electrical engineering; Civil engineering; Chemical engineering; Structural engineering; Industrial engineering;
    Process engineering; Manufacturing = production; Lean manufacturing = lean, kaizen, 5s; Six Sigma = lean six sigma, dmaic;
    PLC programming = plc, scada; Robotics = ros; CNC programming = g-code; 3D printing = additive manufacturing; PCB design = altium, kicad;
    Signal processing = dsp; Control systems; Thermodynamics; Technical drawing = blueprints, blueprint reading; Quality management = iso 9001;
    Root cause analysis = rca; Failure analysis = fmea; Energy auditing = energy efficiency; Surveying = land surveying;
    Automotive engineering; HVAC design; Renewable energy = solar, wind energy; Product lifecycle management = plm; IoT = internet of things`,
  method: `
    Agile = agile methods, agile development; Scrum = sprint planning; Kanban; SAFe = scaled agile; Waterfall; Design thinking;
    Requirements analysis = requirements gathering, requirements engineering; Business analysis = business analyst, user stories;
    Process improvement = process optimisation, process optimization; Business process modelling = bpmn, process mapping; UML;
    Technical writing = technical documentation; Documentation = writing documentation; Systems thinking; Product discovery = customer discovery;
    OKRs = objectives and key results; ITIL = it service management, itsm; Change management; Workshop facilitation = facilitation, workshops`,
  management: `
    Project management = project manager, project planning, managing projects; Programme management = program management;
    Product management = product owner, product manager; Portfolio management (projects) = project portfolio; Stakeholder management = stakeholders;
    Risk management = risk assessment; Budgeting = budget management, budget planning; Scheduling = timetabling; Resource planning = resource management;
    Team leadership = leading teams, team lead, people management, managing people; Strategy = strategic planning, business strategy;
    Roadmapping = roadmaps, product roadmap; Vendor management = supplier management; Contract management = contract administration;
    Operations management = operations; Business development = bizdev; Performance management; Business continuity; Governance = corporate governance;
    Jira = atlassian; Confluence; Asana; Trello; Monday.com; MS Project = microsoft project; Smartsheet; Notion; Reporting = status reports;
    Delegation; Crisis management; Mergers and acquisitions = m&a; Entrepreneurship = founding; Fundraising = grant raising; Grant writing = grant proposals`,
  office: `
    Microsoft Office = ms office, office 365, microsoft 365; Excel = microsoft excel, ms excel, spreadsheets, pivot tables;
    ~Word = microsoft word, ms word; PowerPoint = presentations, slides; Outlook = microsoft outlook; Microsoft Teams = ms teams;
    Google Workspace = g suite, google docs, google sheets; SharePoint; Access databases = microsoft access; Data entry = data capture;
    Typing = touch typing, keyboarding; Filing = records management, document management, archiving; Diary management = calendar management, appointment scheduling;
    Office administration = administration, administrative support, clerical work, office management, admin; Reception = front desk, receptionist;
    Minute taking = meeting minutes; Travel arrangements = travel booking; Correspondence = business letters; Mail handling = post room;
    Switchboard = telephone manner, answering calls; Invoicing = billing, invoice processing; Purchase orders = ordering supplies; Event planning = event management, events;
    Proofreading; Transcription; Bookkeeping = bookkeeper, double entry; Expense reports = expenses; Office equipment = photocopiers`,
  finance: `
    Accounting = accountancy, general ledger; Financial analysis = financial analyst; Financial modelling = financial modeling;
    Financial reporting = financial statements; IFRS; GAAP = us gaap; Auditing = audit, internal audit; Tax = taxation, tax returns; VAT = gst, sales tax;
    Payroll = payroll processing; Accounts payable = ap, payables; Accounts receivable = receivables, ar; Credit control = debt collection, collections;
    Cost accounting = cost control; Management accounting = controlling; Forecasting = budget forecasts; Treasury = cash management, cash flow;
    Valuation = dcf; Investment analysis = equity research; Portfolio management = asset management; Risk modelling = credit risk, market risk;
    Underwriting; Insurance = claims handling, claims; Banking = retail banking; Lending = mortgages, loans; Financial planning = financial advice, wealth management;
    Anti-money laundering = aml, kyc; Compliance = regulatory compliance; Fraud detection = fraud prevention; Trading = securities; Derivatives;
    QuickBooks; Xero; Sage = sage 50; SAP = sap erp, s/4hana; SAP FICO; Oracle Financials = oracle erp; NetSuite; Dynamics 365 = microsoft dynamics;
    Bank reconciliation = reconciliation, account reconciliation; Month-end close = month end; Procurement = purchasing, sourcing; Actuarial science = actuary; Economics = econometrics; Bloomberg Terminal`,
  marketing: `
    Digital marketing = online marketing; SEO = search engine optimisation, search engine optimization; SEM = ppc, paid search, google ads, adwords;
    Social media = social media marketing, community management; Content marketing = content strategy, content creation; Copywriting = copywriter;
    E-mail marketing = email marketing, newsletters, email campaigns; Marketing automation = hubspot, marketo; Brand management = branding; Campaign management = campaigns, marketing campaigns;
    Market research = consumer research; Marketing strategy; Product marketing = go to market; Marketing analytics = attribution; Growth marketing = growth hacking;
    Public relations = pr, media relations, press relations; Affiliate marketing; Influencer marketing; Event marketing = trade fairs, trade shows; Video marketing;
    Conversion optimisation = conversion optimization, cro; Facebook Ads = meta ads; LinkedIn Ads; Mailchimp; Canva; Press releases; Journalism = reporting news; Editing = editor, copy editing;
    Blogging = blog writing; Podcasting; Storytelling; Advertising = media planning; Customer segmentation = segmentation; Localisation = localization; Creative writing`,
  sales: `
    Sales = selling, salesperson; B2B sales = business to business; B2C sales; Inside sales = telesales, telemarketing; Field sales = outside sales; Cold calling = prospecting, lead generation;
    Account management = key account management, account manager; Negotiation = negotiating; Closing = deal closing; Sales management = sales leadership; Sales forecasting = pipeline management;
    CRM = customer relationship management; Salesforce = salesforce.com, sfdc; Pipedrive; Solution selling = consultative selling; Presales = sales engineering; Upselling = cross-selling;
    Retail sales = retail, shop assistant; Merchandising = visual merchandising; Cash handling = till, cashier, point of sale, pos; Product demonstrations = product demos; Tendering = bids, bid writing, rfp;
    Territory management; Channel sales = partner management; E-commerce = ecommerce, online shop; Pricing = price setting; Real estate sales = property sales, estate agent; Contract negotiation`,
  people: `
    Recruiting = recruitment, talent acquisition, hiring; Human resources = hr, hr administration, personnel; Employee relations = labour relations; Onboarding = induction; Interviewing = interviewing candidates;
    Compensation and benefits = benefits administration, compensation; Learning and development = l&d, employee training, staff training; HR systems = hris, workday, successfactors; Organisational development = organizational development, org design;
    Employment law = labour law, labor law; Diversity and inclusion = dei, diversity; Workforce planning = headcount planning; Talent management = succession planning; Employer branding; Employee engagement = staff surveys;
    Sourcing candidates = boolean search; Coaching = career coaching; Mentoring = mentorship; HR analytics = people analytics; Conflict resolution = mediation; Exit interviews; Job evaluation`,
  care: `
    Nursing = nurse, registered nurse, rn; Patient care = bedside care; Elderly care = aged care, geriatric care, care of older people; Home care = domiciliary care; Personal care = personal hygiene care; Dementia care = dementia; Palliative care = end of life care, hospice;
    Child care = childcare, nursery care, babysitting; Disability support = disability care, support work; Mental health = mental health support, psychiatric care; Social work = social worker, casework, case management; Safeguarding = child protection;
    First aid = first aider; CPR = basic life support, bls; Medication administration = giving medication; Wound care; Vital signs = taking observations; Infection control = infection prevention; Care planning = care plans; Patient records = electronic health records, ehr, emr;
    Phlebotomy = blood draws; Triage; Emergency care = emergency medicine; Surgery = operating theatre; Midwifery; Paediatrics = pediatrics; Physiotherapy = physical therapy; Occupational therapy; Speech therapy; Counselling = counseling, psychotherapy; Nutrition = dietetics;
    Pharmacy = dispensing; Dentistry = dental care; Dental assistance; Radiography = x-ray; Medical coding = icd-10; Medical terminology; Manual handling = moving and handling, patient lifting; Meal preparation; Family support = parenting support; Addiction support = substance abuse counselling; Telehealth = telemedicine; Veterinary care = animal care; Optometry; Public health`,
  teaching: `
    Teaching = teacher, instruction, classroom teaching; Lesson planning = lesson plans; Classroom management = behaviour management; Curriculum development = curriculum design; Assessment = student assessment, marking, grading;
    Special needs education = special education, sen; Early childhood education = early years, kindergarten; Primary education = elementary education; Secondary education = high school teaching; Higher education = lecturing, university teaching; Adult education = adult learning;
    Tutoring = private lessons; Language teaching = esl, tefl, teaching english; Mathematics teaching = maths teaching; Science teaching; Music teaching; Physical education = sports coaching; E-learning = online teaching, distance learning; Instructional design = learning design;
    Moodle = lms, learning management systems; Training delivery = train the trainer, training; Student support = pastoral care; Parent communication; Educational technology = edtech; Library services = librarian; Youth work; School administration; Exam preparation; Career guidance = career advice; Literacy teaching = phonics`,
  law: `
    Legal research = case research; Contract law = contracts, contract drafting; Corporate law = company law; Litigation = court proceedings; Legal drafting = drafting legal documents; Due diligence; Intellectual property = patents, trademarks, copyright; Data protection = gdpr, privacy law; Criminal law; Family law; Immigration law; Tax law; Property law = conveyancing, real estate law; Competition law = antitrust; Administrative law; Human rights law;
    Paralegal work = paralegal, legal assistant; E-discovery = document review; Court filing; Legal advice = client advice; Arbitration = dispute resolution; Notary services; Legal secretarial work = legal secretary; Regulatory affairs; Legal writing; Case preparation = trial preparation`,
  science: `
    Research = scientific research; Laboratory work = lab work, laboratory techniques, lab techniques; Experimental design = design of experiments; Scientific writing = academic writing, research papers; Literature review = systematic review; Clinical trials = clinical research, gcp guidelines; Molecular biology = pcr; Cell culture; Microbiology; Biochemistry; Genetics = genomics; Bioinformatics; Chemistry = organic chemistry; Analytical chemistry = hplc, chromatography; Spectroscopy = mass spectrometry; Physics; Materials science; Mathematics = maths; Neuroscience; Psychology; Sociology; Anthropology; Qualitative research = qualitative interviews, focus groups; Quantitative research = quantitative methods; Survey design = questionnaires, surveys; Environmental science = ecology; Geology; Agronomy = agriculture, horticulture; Food science; Pharmacology; Epidemiology = biostatistics; Good laboratory practice = glp, gmp; Microscopy; Field work = field research; Policy research = policy analysis; User research = ux research; LaTeX; Peer review; Astronomy; Toxicology`,
  design: `
    Graphic design = graphic designer; UX design = user experience, ux; UI design = user interface design, ui; Interaction design; Product design; Visual design; Web design; Service design; Motion design = motion graphics, animation; Illustration = drawing; Typography = lettering; Photography = photographer; Photo editing = retouching, image editing; Video editing = video production, premiere pro, final cut; Figma; Sketch app; Adobe Photoshop = photoshop; Adobe Illustrator = illustrator; InDesign = adobe indesign; After Effects; Adobe Creative Suite = adobe creative cloud, creative cloud; Adobe XD; Blender = 3d modelling, 3d modeling, maya; Prototyping = prototypes, wireframes, wireframing; Design systems = component libraries; Information architecture; Brand design = logo design, corporate identity; Print design = prepress, desktop publishing; Packaging design; Interior design = space planning; Fashion design = sewing patterns; Industrial design; Architecture = architectural design; Landscape design = landscape architecture; Game design = level design; Sound design = audio production; Layout; Colour theory; Sculpture; Exhibition design; Set design`,
  trade: `
    Carpentry = joinery, woodworking, carpenter; Plumbing = plumber, pipefitting; Electrical installation = electrician, wiring; Welding = welder, mig welding, tig welding; Masonry = bricklaying, bricklayer; Plastering = drywall; Painting and decorating = house painting, decorator; Roofing = roofer; Tiling = tiler; Flooring; HVAC = heating and ventilation, air conditioning; Refrigeration; Gas fitting = gas safe; Machining = cnc, lathe, milling; Sheet metal work = metalworking, fabrication; Scaffolding; Concrete work = concreting; Excavator operation = digger, plant operation; Crane operation = crane operator; Power tools = hand tools; Equipment maintenance = maintenance, preventive maintenance, repairs; Vehicle repair = car mechanic, auto mechanic, automotive repair; Diesel mechanics; Bicycle repair; Elevator maintenance; Solar installation = photovoltaic installation; Landscaping = gardening, groundskeeping; Cleaning = housekeeping cleaning, janitorial; Locksmithing; Upholstery; Tailoring = sewing; Building regulations = building codes; Site safety = construction safety; Construction = building trade; Construction management = site management; Quantity surveying = cost estimating, estimating; Fault finding = troubleshooting electrical; Hairdressing = barber; Beauty therapy = cosmetics, nails; Butchery; Baking = baker, pastry; Handyman work = odd jobs; Assembly work = assembly line; Tool making; Printing press operation; Glazing = glass fitting`,
  logistics: `
    Warehousing = warehouse, warehouse work, warehouse operations; Order picking = picking and packing, picking, packing; Forklift = forklift driving, forklift operator, fork lift; Inventory management = stock control, inventory control, stocktaking; Shipping and receiving = goods in, goods receiving, dispatch; Loading and unloading = loading; Pallet handling = palletising, pallet jack; RF scanners = barcode scanning, scanners; Warehouse management systems = wms; Supply chain management = supply chain, scm; Logistics planning = logistics, transport planning; Fleet management; Route planning; Truck driving = hgv, lorry driving, cdl; Delivery driving = driver, van driving, courier; Customs clearance = customs, import export; Freight forwarding = freight; Demand planning; Health and safety = occupational safety, osha, workplace safety; Dangerous goods = hazmat, adr; Reach truck; Last mile delivery; Cold chain; Reverse logistics = returns handling; Driving licence = driver's license, driving license; Heavy lifting; Packaging; Production planning; Just in time; Air cargo; Rail operations; Bus driving; Taxi driving; Aviation operations = ground handling`,
  hospitality: `
    Cooking = chef, cook, culinary arts; Food preparation = food prep, kitchen work; Food safety = food hygiene, haccp, servsafe; Waiting tables = waiter, waitress, table service, serving; Bartending = bar work, mixology, barman; Barista = coffee making; Hotel reception = hotel front desk, check-in; Housekeeping = room cleaning; Hotel management = hospitality management; Restaurant management; Reservations = reservation systems, opera pms; Guest relations = guest service, guest services; Catering = banquets, banqueting; Menu planning = menu design; Wine knowledge = sommelier; Kitchen management = sous chef; Concierge; Tour guiding = tour guide; Travel planning = travel agent; Spa services = massage; Event catering; Room service; Night audit; Yield management = revenue management; Cabin crew = flight attendant; Fitness instruction = personal trainer; Lifeguarding; Dishwashing`,
  public: `
    Public administration = government administration; Policy development = policy making, public policy; Community outreach = community work, outreach; Permit processing = licensing; Public procurement = public tenders; Urban planning = town planning, city planning; Emergency planning = disaster management; Citizen service = citizen advice; Regulation = regulatory work; Legislation drafting = legislative drafting; Public consultation = public participation; Election administration; Social benefits = welfare benefits, benefits advice; Housing advice = housing services; International development = development aid; Diplomacy = foreign affairs; Firefighting = firefighter; Policing = law enforcement; Security guarding = security guard, patrol; Military experience = armed forces; Museum work = curating; Archives; Volunteer management = volunteer coordination; Non-profit management = ngo management; Monitoring and evaluation = m&e, impact evaluation; Environmental protection = sustainability, environmental policy; Public speaking = speeches, presenting; Statistics reporting = official statistics; Advocacy = campaigning; Lobbying = government relations`,
  support: `
    Customer service = customer care, client service, customer support, helping customers; Technical support = tech support, it support, help desk, helpdesk, desktop support; Call centre work = call center, contact centre, call handling; Complaint handling = complaints, handling complaints; Ticketing systems = zendesk, freshdesk, servicenow; Live chat support = chat support; Customer success = customer success management; Troubleshooting = problem diagnosis, fault diagnosis; Customer onboarding; Knowledge base writing = help articles; Remote support = remote desktop; Hardware repair = computer repair; Software installation = imaging computers; User training = end user training; Service level agreements = sla, slas; Intercom; De-escalation = difficult customers; Order processing = order entry; Retention = churn reduction; Telephone support = phone support; Warranty handling; macOS support = mac support; Mobile device management = mdm`,
  speech: `
    English = fluent english; German = deutsch; French = français; Spanish = español, castellano; Italian; Portuguese; Dutch; Polish language = polski; Czech; Swedish; Danish; Norwegian; Finnish; Greek; Turkish language; Russian; Ukrainian; Romanian; Hungarian; Arabic; Hebrew; Persian = farsi; Hindi; Bengali; Urdu; Tamil; Telugu; Marathi; Gujarati; Punjabi; Kannada; Malayalam; Mandarin = chinese, putonghua; Cantonese; Japanese; Korean; Vietnamese; Thai; Indonesian = bahasa; Swahili; Sign language = bsl, asl; Translation = translating, translator; Interpreting = interpreter; Subtitling`,
  personal: `
    Communication = communication skills, verbal communication; Written communication = writing, business writing; Teamwork = team player, collaboration, working in a team; Leadership = leading; Problem solving; Critical thinking = analytical thinking, analytical skills; Creativity = creative thinking; Time management = prioritisation, prioritization; Organisation = organization, organisational skills, organizational skills, organised; Attention to detail = accuracy, precision; Adaptability = flexibility; Empathy = compassion; Listening = active listening; Patience; Reliability = punctuality, dependability; Initiative = self-starter, proactive; Self-organisation = working independently, independent work; Decision making; Emotional intelligence; Intercultural skills = cross-cultural communication, intercultural competence; Presentation skills = presenting to groups; Networking = building relationships, relationship building; Multitasking = juggling tasks; Resilience = working under pressure, stress tolerance; Learning quickly = fast learner, quick learner, curiosity; Discretion = confidentiality; Physical fitness = physical stamina; Numeracy = working with numbers; Computer literacy = it skills, computer skills; Giving feedback; Persuasion = influencing; Planning = planning work`,
  certificate: `
    PMP = project management professional; PRINCE2; Certified ScrumMaster = csm, scrum master; CPA = certified public accountant; ACCA; CFA = chartered financial analyst; CISSP; CompTIA A+ = comptia; CCNA; AWS certification = aws certified; CKA = certified kubernetes administrator; Teaching licence = teaching license, qts; Nursing licence = nursing license, nmc registration; Forklift licence = forklift license, forklift certificate; Commercial driving licence = commercial driver's license; Food hygiene certificate = food handler card; First aid certificate; SHRM = shrm-cp; CIPD; Bar admission = admitted to the bar; Security licence = sia licence; CSCS card = cscs; Electrician licence = journeyman electrician; NEBOSH = iosh; TOEFL = ielts; ITIL Foundation; Six Sigma Black Belt = green belt; Real estate licence = real estate license`,
}

/** Some 900 skills with their other names. */
export const skills: readonly Skill[] = skillKinds.flatMap(kind =>
  entries[kind].split(';').flatMap(entry => {
    const [name = '', synonyms = ''] = entry.split('=').map(part => part.trim())
    if (!name) return []
    const listed = name.startsWith('~')
    return [
      {
        name: name.replace(/^~/, ''),
        kind,
        listed,
        synonyms: synonyms ? synonyms.split(',').map(word => word.trim()) : [],
      },
    ]
  }),
)
