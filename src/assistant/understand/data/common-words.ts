/**
 * Everyday words. A word listed here is never taken for a misspelt name or term, nor for a place nobody knows. Listed
 * are those that people use around homes and, above all, those within two letters of a term or name.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `a able about above absolutely accept access accident according account across act action active actually add added
address admin adult adults advance advice advise afford affordable afraid after afternoon again against age agent agents
ago agree agreed agreement ahead air airy aisle alarm alike alive all allow allowed almost alone along already alright
also alternate alternative alternatives although always am amazing amount amounts an and angry animal announce annoyed
annoying another answer answers any anybody anymore anyone anything anyway anyways anywhere apart apologies appear
apply appointment appreciate appreciation approach appropriate approval approve approved approx approximate
approximately april are area areas arrange around arrive art article as aside ask asked asking aspect asset assets
assist assistance assistant assume assured at attach attend attractive august aunt auto autumn available average avoid
avoiding aware away awesome awful baby back bad badly bag balance balanced balcony balconies bank banks bar bargain base based basic
basics basis bath bathroom bathrooms baths be beach bear beautiful became because become bed bedroom bedrooms beds been
before begin beginning begun behind being belief believe belong below bench benefit benefits beside besides best bet
better between beyond big bigger biggest bill bit black block blocks blue board boat body bold bond bonus book booked
booking books boring born boss both bother bottom bought box boy boys branch brand brands break breakfast bridge brief
briefly bright brilliant bring broad brochure brochures broke broken broker brokerage brokers brother brought brown
browse bucks budget budgets build builder builders building buildings built bunch bus buses business busy but buy buyer
buyers buying by cab cabin cable cafe calculate call callback called caller calling calls calm came can cancel
cancelled cannot capable capital car card care careful carpet carry cars case cash cast catch caught cause celebrate
cent center central centre certain certainly certificate chain chair challenge chance chances change changed changes
changing channel charge charged charges chart chat cheap cheaper cheapest cheat cheaters check checked checking cheers
child children choice choices choose choosing chose chosen circle cities city civil claim class classic clean clear
clearance cleared clearly click client clients climb clinic close closed closely closer closest cloth clothes club
coast code coffee cold collect college colleges color colour combine come comes comfort comfortable coming comma comment
commercial commission common community commute companies company compare compared comparing comparison complaint
complete completed completely completion complex complicated concern concerned concerning concerns condition conditions
confident configuration configurations configure confirm confirmed confused confusing connect connected connection
connectivity consider considered considering constraint constraints construct constructed construction consult contact
contacts contain content continue contract control convenient conversation convert cook cool copy corner correct
corrected cost costing costly costs could count country couple course court courtyard cover covered cozy crazy create
created credit cricket crime criteria cross crossed crowd crowded cry current currently curious customer customers cut
cute cycle dad daily damn dark data date dated dates daughter day days dead deal dealer dealing deals dear death debt
december decent decide decided deciding decision decline decor deep definitely degree delay delayed delays deliver
delivered delivery demand dense department depend depending depends deposit describe description deserve design
designed designer desire desk despite detail detailed details detect determine developer developers development devil
did die differ difference different difficult dining dinner direct direction directions directly director dirty
disagree disappointed disappointing discount discounts discuss discussed discussing discussion disgusting distance
distant district do doctor document documentation documents does dog dogs doing dollar dollars done door doors double
doubt doubtful doubts down download downtown draw dream dreams dress drink drive driver driving drop dry due duplex during
dust each earlier early earn earth ease easier easily east eastern easy eat edge education effect effort eight eighth
either elder elderly electric electricity electronic electronics element else elsewhere email emails emergency emi
emotion employee empty enable end ended ending ends energy engine engineer english enjoy enough ensure enter entire
entirely entrance entry environment equal equity error escape especially essential establish estate estates estimate
etc even evening event events eventually ever every everybody everyday everyone everything everywhere exact exactly
example exceed exceeding excellent except exception exchange excited exciting exclude excluded excluding exclusive
excuse executive exist existing exit expand expect expected expecting expense expensive experience expert explain
explained explanation explore exploring express extend extension extent exterior extra extreme extremely eye eyes face
facility facilities facing fact factor factory facts fail failed failing fair fairly fake fall false familiar families
family fan fancy fantastic far farm farmhouse farms fast faster father fault favor favorite favour favourite fear
feature features february fed fee feedback feel feeling feels fees feet fell felt female few fewer fiction field fifteen
fifth fifty fight figure file fill final finalise finalize finally finance financial financing find finding fine finish
finished fire firm first fit fits fitting five fix fixed flag flat flexible flight float flood flooded flooding floor
flooring floors flow flower fly focus folk folks follow following food foot football for force foreign forest forever
forget form formal former forty forum forward found four fourth frank fraud free freedom french fresh friday friend
friendly friends from front frustrated frustrating full fully fun function fund funds funny furnished furniture
further future gain game games gap gas gate gated gave general generally generate gentle get gets getting gift girl
give given gives giving glad glass global go goal goes going gold golf gone good goodbye google got government grade
grand great green greet greeting grocery ground group grow growing growth guarantee guard guess guest guidance guide
guideline gulf guy guys gym habit had hair half hall hand handle handover hands happen happened happening happens happy
hard hardly has hate hated have having he head health hear heard heart heat heavy height hell hello help helped helpful
helping helps hence her here hers hey hi hidden hide high higher highest highly highway hike hill hills him himself hint
hire his history hit hmm hold holiday home homes honest honestly hope hopefully hoping horrible hospital hospitals host
hot hotel hotels hour hours house household houses housing how however huge human hundred hurry hurt husband i idea
ideal ideally ideas identify if ignore image images imagine immediate immediately impact importance important
impossible impress impressed impressive improve in inch include included includes including income increase incredible
indeed independent india indian individual industry inflation info inform information infra infrastructure inner input
inside insist inspect install instance instant instead instruction instructions insurance intend interest interested
interesting interior interiors internal international internet into introduce invest investing investment investments
investor invite involve irritated irritating is issue issues it item items its itself jacket january job jobs join joint
joke jokes journey joy july jump june junk just keen keep keeping kept key kid kids kind kindly kinds kitchen knew know
knowing knowledge known knows lack lady lake lakes land large larger largest last lastly late lately later latest latter
laugh launch launched launching law lawyer layout lead leading leads learn lease least leave leaves leaving led left
legal less lesser let letter letters level license lie life lift light like liked likely likes limit limited limits
line link list listed listen listing listings lists literally little live lived lives living load loan loans lobby local
localities locality locate located location locations lock long longer look looked looking looks lose loss lost lot lots
loud love loved lovely loves low lower lowest luck lucky lunch luxurious luxury machine mad made mail main mainly
maintain maintenance major make makes making male mall malls man manage management manager managers manner many map
maps march mark market marketing markets married mason mass massive master match matches material matter matters
maximum may maybe me meal mean meaning means meant measure media medical medium meet meeting meetings meets member
members memory men mention mentioned mess message messages met metal meter metro mid middle might mile miles mind
minded mine mini minimum minus minute minutes miss missed missing mistake mix mixed model modern modest modify mom
moment monday money month monthly months mood moon more morning mortgage most mostly mother motor mountain mouse mouth
move moved moves moving much multiple music must my myself name named names nation national natural nature near nearby
nearer nearest nearly necessary necessity need needed needs negative negotiable negotiate negotiation neighbor
neighborhood neighbour neighbourhood neither nervous nest net network never new newly news next nice night nine no
nobody noise noisy none noon nope nor normal normally north northern nose not note notes nothing notice novel november
now number numbers numerous oak object objective obvious obviously occasion occupied occupy october odd of off offer
offered offering offers office officer offices official often oh oil ok okay old older on once one ones online only onto
open opened opening operate opinion opportunity opposite option options or orange order ordinary organic original other
others otherwise ought our ours out outdoor outer outside outskirts over overall overlook overpriced own owned owner
owners ownership pace pack package page paid pain paint pair panel paper papers paperwork parent parents park part
particular partly partner parts party pass passed past path patient pattern pause pay paying payment payments pays peace
peaceful people per percent perfect perfectly perhaps period permanent permission permit person personal personally
persons pet pets phase phone photo photos physical pick picked picks picture pictures piece pin pink place placed places
plain plan planned planning plans plant plants play played player playing please pleased pleasure plenty plot plots
plus pocket point points police policy polite pollution poor popular portion position positive possession possible
possibly post potential power practical practice prefer preferable preferably preference preferences preferred prefers
premium prepare prepared present president press pressure pretty prevent previous previously price priced prices pricey
pricing pride prime print prior priority privacy private prize pro probable probably problem problems process produce
product products professional profile profit program project projects promise promised promising proof proper properly
properties property proposal proposed protect proud prove provide provided provider provides providing public pull
purchase purchased purchasing pure purpose push put quality quarter quarters queen question questions queue quick
quickly quiet quit quite quote race rain rainy raise random range rapid rare rarely rate rated rates rather rating
ratio reach reached reaction read reader readily reading real realistic really reason reasonable reasonably reasons
recall receive received recent recently recommend recommendation recommendations recommended record red reduce reduced
refer reference refund regard regarding regards region register registered registration regret regular regularly
related relation relax relaxed release reliable relief rely remain remember remind remove removed rent rental rentals
rented renting rents repair repeat reply report reputation reputed request require required requirement requirements
requires resale research reserve residence resident residential residents resort respect respond response rest
restaurant restaurants result results retail retire retired retirement return returns review reviews rice rich rid ride
right ring rise risk risks risky river road roads robot robots role roof room rooms rough roughly round route row royal
rule rules run running rural rush sad safe safer safest safety said sale sales same sand saturday save saved saving
savings saw say saying says scale scam scams scared scene schedule scheduled scheme school schools science scope score
screen sea search searched searching season seat second secret section sector secure secured security see seeing seek
seeking seem seems seen segment select selected selecting selection self sell seller sellers selling send sending senior
sense sensible sent separate september series serious seriously serve served server service services session set sets
setting settle settled seven several shade shake shall shape share shared sharing sharp she sheet shelter shift shifted
shifting shine ship shock shop shopping shops short shortlist shortlisted shot should shout show showed shower showing
shown shows shut sick side sides sight sign signal silent silly silver similar simple simply since single sir sister
sit situation six size sized sizes skill skip sky sleep slight slightly slot slots slow slowly small smaller smart smell
smile smoke smooth so social society society societies soft software soil sold sole solid solution solve some somebody
somehow someone something sometime sometimes somewhat somewhere son soon sooner sorry sort sorts sought sound sounds
source south southern space spaces spacious spam spare speak speaking special specific specifically specification
specifications specify speed spend spending spent split spoke sport sports spot spring square stable staff stage stairs
stamp stand standard star stars start started starting starts state stated statement station stay staying steal steam
step steps stick still stock stone stood stop stopped store stores story straight strange strategy stream street
strength stress stretch stretched strict strong structure stuck student students studio study stuff stupid style
subject submit suburb suburbs success successful such sudden suddenly suffer suggest suggested suggesting suggestion
suggestions suit suitable suits sum summary summer sun sunday sunlight super support supported supposed sure surely
surprise surrounding surroundings survey survive sweet switch system table tag take taken takes taking talk talked
talking tall target task taste tax taxes teach teacher team tech technology tell telling ten tenant tenants tend
tension term terms terrace terrible test text than thank thankful that the their theirs them themselves then there
therefore these they thick thin thing things think thinking third thirty this those though thought thoughts thousand
three thriller through throughout throw thursday thus ticket tie tight till time timeline timely times timing timings
tiny tip tired title to today together told tomorrow tone tonight too took tool top topic total totally touch tough
tour tourist toward towards tower towers town track trade traditional traffic train training transfer transparent
transport travel treat tree trees trend trending trial trick tried trip trouble true truly trust trusted trusting truth
try trying tuesday turn tv twelve twenty twice two type types typical ugly ultra unable uncle under understand
understood unfortunately unit units university unless unlike until unusual up update updated updates upgrade upon upper
upset urban urgent urgently usage use used useful useless user users uses using usual usually vacant vacation valid
valley valuation value values variety various vary vast vegetable vehicle vendor verified verify version very via video
view viewed viewing views village villages visit visited visiting visitor visits voice wait waited waiting waits walk
walking wall walls want wanted wants war warm warning was wash washroom waste wasted wasting watch water way ways we
weak wealth weather web website wednesday week weekday weekend weekends weekly weeks weight weird welcome well went were
west western what whatever when whenever where wherever whether which while white who whoever whole wholesale whom whose why
wide wife wifi will willing win wind window windows wing winter wise wish with within without woman women wonder
wonderful wondering wood word words work worked working works world worried worries worry worse worst worth worthy would
wow write writing wrong yard yards yeah year years yellow yes yesterday yet yield yoga you young your yours yourself zero
zone zones
january february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
diwali holi eid christmas dussehra dasara pongal ugadi navratri onam
hindi english kannada tamil telugu malayalam marathi vastu vaastu muslim hindu christian jain veg bachelor bachelors
google facebook instagram whatsapp youtube telegram online offline app excel pdf photo cash cheque loan loans hdfc sbi
icici axis nri rera bbmp bda khata oc cc gst emi roi tds bhk rk sqft sft sqm robots cake cat cats
ahmed akash amit anil anita anjali arjun arthur arun asha ashok deepa deepak divya gaurav geetha harish imran kavita
kavya kiran krishna kumar lakshmi mahesh manish manoj meena meera mohan mohammed nair naveen neha nikhil nisha pooja
pradeep prakash pramod prasad praveen prem priya rahul raj raja rajesh raju rakesh ram ramesh ravi reddy rekha rohan
rohit karan sachin sandeep sanjay santosh sarah shankar sharma shreya singh sneha sonia sridhar srinivas sudha sunil suresh
swathi tanya uma usha varun venkat vijay vikas vikram vinay vinod vivek yash john mary david james robert michael
aap aaj aapka aapke aapki aata aati aate aane aana abhi acha accha achha achcha agar aisa aise aur baad baat baar badhiya
bahut bata batao bataiye bataye batana bhai bhi bhaiya bhej bhejo bhejiye bilkul bina bola bolo chahie chahiye chahta
chahti chahte chaiye chal chalega chalo chhod chhota choti chota chalte dedo dekh dekhna dekhne dekho dena dijiye dikha
dikhao dikhaiye dikhaye dikhana din do door doosra dono dopahar dost dusra dusri fir gaya ghar gharon haan hai hain
hamare hame hamein hi ho hoga hogi hona hota hoti hu hua hum humein humko hun itna itni jagah jaise jaldi jana janna ji
jitna jo jyada ka kab kabhi kahan kahin kaha kaisa kaise kal kam kar karke karna karni karne karo karta karun karwa
karwao kaun kaunsa kaunse kaunsi ke keemat ki kidhar kis kise kisi kitna kitne kitni ko koi konsa kripya kuch kya kyu
kyun le lekin lena leke liye lo log lunga lungi mahine makaan makan mat matlab mein mera mere meri mil milega milegi
milna mujhe mujhko na nahi namaskar namaste nazdeek niche paas paisa paise pani par parso pasand pata pe pehla pehle
pehli phir phone poora purana raat raha rahe rahi rakho rehna rehne sab sabhi sabse saal saath sakta sakte sakti samajh
samay sasta saste sasti se shaam sham shukriya shuru sirf sahi subah tak tarah teesra theek thik thoda thodi toh to tum
unka upar us uska uske uski vaha vahan wahan wala wale wali woh wo ya yaar yahan yahin yaha ye yeh zaroor zaroori zyada
mehnga mehenga mahanga mehngi mehenge bakwas bekar ganda dhanyavaad dhanyawad insaan andar alawa siwa karib kareeb
lagbhag aaspaas qareeb baje ghante hafte agle agla is
railway highway flyover junction underpass airport bypass campus stadium temple church mosque gurdwara park metro gardens lake lakes forest beach downtown suburb outskirt budget budgets vicinity progress future reality theory practice principle detail short brief writing person cash advance instalments installments emis total fact addition case general particular particularly touch mind hand time love need trouble stock demand operation possession sync line print india abroad karnataka workplace workplaces hasty reads pads pride bride prized pricks choose choosing caprice twice slice spice police office hostel hostels hosts
bagel bagels beggar brook brooks bellow mellow yellow fellow marsh marathon venture dozen dozens bather gather rather
father begone pebble rebel herbal verbal henna hennas honour honor manner tanner dinner winner inner
varied marry varies lift loft left sift rift gift lit list lot rye gem gum guy gyms lifts lofts gifts lists
flap flaps flag flags float floats fiat fate slats villain vanilla vista
blot slot plod plow ploy plops slots pilot pilots site bite kite cite suite suites lend lane bland gland plank planks
batch botch clip clubs cub pond ponds pearl spool spools tool tools fool fools cool cools poll polls
mount mounts amounts amenable eternities vanities
parting parking barking marking packing parkings
carpets carpet market basket
crow core cores chore chores score scores store crone crock croon crop crops
rook look took hook cook brook nook bookie
vast visa vista visitors revisit
gurgle jaguar lagoon baggage luggage garage savage average
posses possess possessed possesses profession procession obsession recession session sessions position positions
location vocation vacation dedication indication locations allocation relocation relocate relocating
ration rations registered resignation nation
breath breadth bread beard bird build guild
affair airport airports aircraft transport passport export import report reports support port ports
mysterious misery memory
compress compile compete compote companion compose composed
prince princess princes prints printing pricey priced
badge gadget gadgets nudge widget
broom brooms groom mushroom classroom showroom showrooms
urgency agency agencies pool poor door
horse hoarse rouse mouse blouse louse houses horses nurse
reedy greedy needy deed speedy steady bready readying ready
apartheid compartment compartments department departments
security scarcity purity maturity
sword swords lords crowd
loaned loaner alone along
electron elections election selection elective electrical
`
    .trim()
    .split(/\s+/),
)
