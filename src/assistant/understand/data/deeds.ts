const person =
  '(?:human|humans|person|people|agent|executive|representative|rep|someone|somebody|manager|salesperson|sales ?man|salesman|advisor|adviser|expert|consultant|staff|operator|real one|rm|relationship manager|team|sales team|sales|customer care|customer support|customer service|support|broker|insaan|vyakti|aadmi|kisi|supervisor|owner|builder)'

/** A person is asked for. */
export const human: RegExp[] = [
  new RegExp(
    `\\b(?:talk|talking|speak|speaking|chat|chatting|connect|transfer|hand|put|pass|get|reach|discuss|converse|interact)\\b(?: (?:me|us|it))?(?: (?:directly|through|over|now))?(?: (?:to|with|on to|through to|in touch with))+ (?:an? |the |your |some |any |real |actual |live |human |sales |senior |local |property )*${person}\\b`,
  ),
  /\b(?:get|give|find|bring|call|send|want|need|prefer)(?: me| us)? (?:an? |the |your |some |to a )?(?:real |actual |live )?(?:human|real person|agent|human being|live agent|actual person|human agent|human assistance|human help|human support|customer care|a person)\b(?! (?:to )?(?:call|visit|phone|ring))/,
  /^(please )?(a )?(human|agent|representative|executive|operator|real person|customer (care|support|service)|support|live agent|live chat)( please| now| agent| chahiye)?$/,
  /\b(real|actual|live) (person|human|agent)\b(?! (call|visit))/,
  /\b(not|no) (a |an |want a |want to talk to a |to talk to a |with a |to a )*(bot|robot|machine|chatbot|ai)\b/,
  /\b(insaan|kisi|aadmi|agent|manager|executive|sales ?person) se (baat|milna|baatchit)\b|\bbaat karwa|\bbaat karni hai\b|\bcan i speak (to|with)\b|\btalk to (a )?human\b/,
  /\b(?:someone|somebody|anyone|a person) (?:i|we) (?:can|could) (?:talk|speak|chat)\b/,
  /\bhuman (please|agent|help|support|assistance|being|chahiye)\b/,
]

/** A call by us is asked for. */
export const callback: RegExp[] = [
  /\b(call|phone|ring|dial|contact|reach|buzz) (me|us)\b(?! (crazy|mad|when you know))/,
  /\b(can|could|shall|may|let us) (we |i )?(talk|speak|chat|connect|discuss)( over| on)?( the)?( phone| call| tomorrow| today| later| tonight| at)\b/,
  /\b(talk|speak) (to|with) (me|us) (on|over|by) (the )?(phone|call)\b/,
  /\bcall ?back\b|\bcallback\b|\bcall backs\b/,
  /\b(give|get|make|drop|place) (me|us) (a )?(quick )?(call|ring|buzz|missed call)\b|\b(want|need|like|prefer|appreciate|expect|get|have|request|arrange|schedule|book|set up|setup|expecting|requesting) (to (have|get|receive|schedule|arrange|request) )?(a )?(quick )?(phone )?call\b(?! (to|with) (action))/,
  /\b(can|could|will|would|please|kindly) (you |someone |somebody |anyone |your team |the agent |the manager |an agent )+(please |kindly )?(call|phone|ring|contact|get back)\b(?! (it|this|off|them|him|her))/,
  /\b(someone|somebody|anyone|agent|executive|representative|team|person|manager|expert|advisor) (to |should |can |could |will |may |must )?(please )?(call|phone|ring|contact|reach out|get in touch|get back)\b/,
  /\b(call|phone|fon) (kar|karo|karna|kijiye|karein|karen|karwa|kar do|kar dena|karvao|karwao|karenge|karoge|chahiye|lagao|kare)\b/,
  /\b(mujhe|mujhko|hume|humein) .{0,20}\b(call|phone)\b/,
  /\bget back to (me|us)\b|\bcall (on|at) (this|my|the) (number|mobile|phone)\b|\bcall my (number|mobile|phone)\b|^(please |pls |kindly )?call( please| now| asap| tomorrow| today| tonight| later)*$|\b(yes|ok|okay|sure|please) call\b(?! it)|(?<!on a |on )\bcall (at|around|by|after|before|between|anytime|any time|now|asap|today|tomorrow)\b|^call on\b|^phone (call )?please\b/,
]
export const noCallback =
  /\b(not|never|stop|without|no need to|mat|no need for) (to )?(want |need |like )?(you |anyone |someone )?(to )?(a |any |be |get |have |receive )*(call(ing|s|ed|back)?|phone|contact|ring)\b|\b(i|we) (will|can|shall|would|am going to) (call|phone|ring|contact)\b|\bcall (mat|nahi)\b|\bno (phone )?calls?\b/

/** A visit or a meeting is asked for. */
export const visit: RegExp[] = [
  /\b(site|property|project|home|flat|physical|personal|on site|xkind|xlisting|field|in person) visits?\b|\bvisit(ing)? (karna|karni|karne|karenge|kar|chahiye|book|fix|schedule)\b|\bvisit (the|it|this|that|them|these|there|your|tomorrow|today|on|at|in person|xlisting|site|this weekend|next|first|second|both|project|property|saturday|sunday|some|a|on|for|with|during|slot|please|kab|karna|and|or|xkind|xbhk|monday|tuesday|wednesday|thursday|friday)\b|\bto (go |come )?(for )?(a )?(site )?visit\b|\b(a|my|the|another|book|schedule|plan|arrange|fix|confirm|set up|organise|organize|want|do|make|cancel|reschedule|move|postpone|for) (a |my |the |up a )?(site |home |property |personal )?visit\b|\bvisiting\b|^((i|we|please|ok|okay|to|want|will|can|could|shall|may|would|like) )*visit\b(?! (?:website|page))|^visits$|\bcan (i|we) visit\b|\bvisit( it| them)?$/,
  /\b(book|schedule|reserve|fix|arrange|set up|setup|plan|confirm|organise|organize) (me |us )?(an? |the |my |our |up )?(slot|tour|appointment|viewing|walk ?through|meeting|visit|site|time|showing|inspection|house tour|site seeing|date)\b|\b(appointment|viewing|walkthrough|walk through|house tour|property tour|site tour|inspection|show ?flat|(sample|model) (flat|house|home|villa|xkind))\b/,
  /\b(book|schedule|reserve) (it|this|that|one|the xkind|a xkind|now|please|xlisting|xbhk|the first|the second|the third|for|me|us|tomorrow|today|on|first|second)\b|^(ok |okay |yes |sure |please |let us |lets |great )*(please )?book( it| now| please| one| that| this| kar do| karo| karna hai)*$|\b(want|like|ready|wish|would love) to book\b/,
  /\blet us (meet|visit|go|book|schedule|plan|fix|see it)\b|\b(meet|meeting) (you|up|us|me|tomorrow|today|on|at|in person|with|someone|your|the|this|next|an?|agent|for|face|kab|karna|please|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b(?! (budget|requirement|requirements|needs|criteria|expectations))|\b(to|can we|can i|could we|shall we|will|when can we|we can|we could|should we) (have a |have an? |set a )?(meet|meeting)\b(?! (my|our|the) (budget|requirement|needs|criteria))|\b(a|the|schedule|arrange|book|fix|want|need|have|personal|in person|face to face|video|zoom|set up a|office) meeting\b|\bface to face\b|^meeting\b|\bmilte (hai|hain)\b|\bmilna (hai|chahta|chahte|chahti|chahenge)\b|\bmil (sakte|sakta|lete)\b|^(ok |okay |yes |sure )*meet (tomorrow|today|on|at)?/,
  /\b(see|view|check|look at|visit|tour|walk through|check out|inspect|dekhna|dekhne) (it|this|that|them|these|the (property|flat|house|place|project|site|home|apartment|villa|plot|xkind|unit|units|xlisting|first|second|sample)|xlisting|xkind|both|the) ?(\w+ ){0,3}(in person|physically|tomorrow|today|this (weekend|week|saturday|sunday|evening|afternoon)|on (saturday|sunday|monday|tuesday|wednesday|thursday|friday)|personally|live|weekend|in real life|myself|at site|on site|first hand|kal)\b|\b(come|come over|drop|drop by|drop in|go|aana|aata|aaunga|aa jau|aa sakta|aa sakte|go there|come there|coming)\b( \w+){0,2} (and |to )?(see|visit|view|look|check|have a look|take a look)\b|\bcan i (come|drop by|drop in|stop by)\b|\b(dekhne|milne) (aana|aa|jana|chalna|chalein|aaun|aayenge|ke liye)\b|\bsite (dekhna|dekhne|dikhao|dikha)\b|\btake (me|us) (to|there)\b|\bin person\b|\bshow (me|us) around\b/,
]
/** With a day or an hour these announce a visit. */
export const coming =
  /\b(i|we) (\w+ ){0,3}(come|coming|drop by|drop in|stop by|be there)\b|\bdekhn[ae] (hai|hain|chahta|chahti|chahte|aana|aaunga|aayenge|jana)\b/
/** "The benefit of a site visit", "is a visit free?": about visits, not for one. */
export const aboutVisits =
  /\b(benefits?|advantages?|importance|purpose|point|use|need) (of|for|in) (a |an |the |doing |going for |having )*(site |personal |face to face )?(visits?|visiting|meetings?|meet)\b|\b(is|are) (a |an |the )?(site |personal |face to face )?(visits?|visiting|meetings?) (\w+ )?(important|necessary|needed|required|mandatory|compulsory|useful|worth)\b|\bwhat happens (in|on|at|during) (a |an |the )?(site )?(visit|meeting)\b/
export const noVisit =
  /\b(not|never|without|no need (to|of|for)|no) (really |yet |even )?(want |ready |like |wish |planning |plan |interested |able |available |free |going |have time |keen )*(to |in |for |on )?(a |any |the |site |do a |book |schedule |have a |go for a |come for a |make a |another )*(visits?|visiting|meet|meeting|meetings|book|booking|appointment)\b|\bvisit (nahi|mat)\b|\b(already|have|had|has|i|we|just) (already )?visited\b/

export const compare: RegExp[] = [
  /\b(compare|compared|comparing|comparison|comparative|versus|tulna|side by side)\b|\bv s\b/,
  /\bdifference (between|in)\b|\bhow (do|does|is|are) .{1,60} (differ|different|compare|stack up)\b/,
  /\bwhich (one |of (these|them|the two|those) |project |property |listing |is )*(is |are |would be |will be )?(the )?(better|best|cheaper|bigger|closer|nicer|cheapest|biggest|more affordable)\b/,
  /xlisting (or|and) xlisting.{0,30}\b(better|best|difference|which)\b|\b(better|which).{0,30}xlisting (or|and) xlisting|xplace or xplace.{0,15}\b(better|best)\b|\b(better|best|choose|prefer)\b.{0,25}xplace or xplace/,
]

/** More of the same list. */
export const more: RegExp[] = [
  /^((ok|okay|yes|hmm|no|please|and|so|thanks|great|cool) )*((can|could|will|do) you )?(please )?((show|see|list|give|want|need|get|load|view|display|bring|any|anything|something|are there|is there|got|have|find|fetch|share) )?(me |us )?(some |a few |any |the |few |many |\d+ |two |three |five )?(more|next|others?|remaining|rest)( of (them|these|those|the (list|results)))?( (options?|results?|projects?|propert\w+|homes?|houses?|listings?|ones?|page|set|please|like (this|these|that|those)|choices|xkind|available|dikhao|of these|matches|batao|from the list|units|now|there))*$/,
  /\b(anything|something|what|whats|who|kuch|koi) else\b|\b(aur|more) (dikhao|dikhaiye|dikha|batao|options?|kuch|koi|hai|bhi)\b|^aur\b.{0,14}$|\b(other|different|alternative|similar|new) (options|choices|projects|properties|homes|listings|results|ones|alternatives|flats|matches)\b|^(see|show) (me )?(all|others|next)\b|\bkeep going\b|^(go on|continue|next(?! (week|month|year|weekend|time|day|mon|tue|wed|thu|fri|sat|sun))|next page|next ones?|load more|and more|what more|show more)\b|\bany others?\b|\b(agla|agle|aage|doosre|dusre) (dikhao|wale|page|options?)\b|^(any )?alternatives?$/,
]
export const tellMore =
  /^((ok|okay|yes|please|hmm|sure|can you|could you|i want to|i would like to) )*(tell|know|share|explain|say|give)( (me|us))? (some |a bit |a little |bit )?more( (please|info|information|details|about (it|this|that|them|these|this one)))*$|^(more|further|full|complete|additional) (info|information|details?)( please| on (it|this)| about (it|this))*$|^(aur|thoda aur) (batao|bataiye|detail|details)\b|^details?( please| batao| bhejo| dikhao)*$|^(tell|know) (me )?(about|more about) (it|this|that|this one|that one|them|these)$|^(tell me )?everything about (it|this)$/

export const nearby: RegExp[] = [
  /\b(nearby|near by|surrounding|neighbou?ring|adjoining|adjacent|close by|closeby) (areas?|places?|localit\w+|locations?|projects?|options?|propert\w+|homes?|neighbou?rhoods?|regions?|ones?|listings?|xkind|xbhk|results)\b/,
  /^((ok|okay|yes|show|me|what|whats|anything|something|and|any|options?|see|is|projects?|homes?|flats?|please|others?|else|find|search|look|in|the|how|about|xkind|xbhk|properties|listings) )*(nearby|near by|close by|closeby|around|vicinity|in the vicinity|aas paas|aaspaas)( (please|too|also|it|this|that|there|dikhao|areas?|places?|within|in|radius|of|xkm))*$/,
  /\b(around|near|close to|nearby|next to) (here|there|it(?! (?:parks?|hubs?|corridor|compan\w+))|this|that|this (area|place|location|one|project|property)|that (area|place|location|one|project|property)|xlisting|these|me|the same area|same area)\b/,
  /\b(another|other|different|alternative|some other|any other|alternate|new|change|more|next best) (the )?(locations?|areas?|places?|localit\w+|neighbou?rhoods?)\b|\b(yahan|yaha|iske|uske|is) (ke )?(aas ?paas|paas|nazdeek)\b|\baas paas\b/,
  /\b(expand|widen|increase|extend) (the |my )?(search|radius|area)\b/,
]

export const greeting =
  /\b(hi|hii|hiii|hello|helo|hey|heya|hola|namaste|namaskar|namaskara|vanakkam|greetings|howdy|yo|hai there|good (morning|afternoon|evening|day)|gud (morning|evening|afternoon)|gm|how are you|how do you do|kaise ho|kaise hain|salaam|salam)\b/
export const thanks =
  /\b(thanks|thank|thankyou|dhanyavaad|dhanyawad|dhanyavad|shukriya|cheers|much appreciated|appreciate (it|your|the)|grateful|bye|goodbye|good night|see you|take care)\b/
export const agree =
  /^((hmm|oh|well|ah|so|um|and) )*(yes|yeah|yea|yep|yup|ya|yah|sure|ok|okay|okey|okk|k|fine|alright|all right|right|sounds? (good|great|fine|perfect)|go ahead|haan|han|haa|ha|haanji|ji|ji haan|theek|thik|theek hai|thik hai|of course|ofcourse|definitely|absolutely|certainly|please do|do it|let us do (it|that)|done|deal|agreed|agree|i agree|correct|exactly|works for (me|us)|that works|it works|(perfect|great|cool|good|nice|awesome|wonderful|super)(?=$| (thanks|thank|let|book|go|please|yes|then|idea|ok|okay|so))|bilkul|zaroor|chalega|chalo|sahi|sahi hai|accha|acha|please$|why not|affirmative|confirm|confirmed|i am in$|(i am |we are )?(very |quite |really )?interested(?! in\b)|go for it|proceed|hmm ok|no problem|that is fine|fine by me|works)\b/
/** "Ok, thanks" acknowledges; without an open offer there is nothing it could agree to. */
export const acknowledging =
  /^(hmm |oh |well |ah )*(ok|okay|okey|okk|k|fine|alright|all right|right|perfect|great|cool|good|nice|awesome|wonderful|super|accha|acha|sounds? (good|great))\b/
export const decline =
  /^((hmm|oh|well|ah|um|sorry|but|please|so|ok|okay) )*(no(?! (problem|problems|issue|issues|doubt|worries|worry|idea|objection|harm|one|more than|less than|wonder|matter))|nope|nah|na|naa|nahi|not (now|interested|really$|yet|today|tomorrow|at the moment|right now|for me|for us|required|needed|necessary|this time|keen|any ?more|at all|anymore|this week)|not$|never$|maybe later|later$|some other time|may be later|leave it|forget it|forget about it|never ?mind|skip|skip (it|this)|rehne do|rehne dijiye|mat$|do not (want|need|bother|book|do|send|show)?|(i|we) (am|are|do) not (interested|want|need|wish|think so|feel like|keen|looking|ready)|i would rather not|i would not|no thanks|no thank|nothing$|none$|none of (these|those|them)|i will think|let me think|will think|stop|cancel)(?=\s|$)/
export const declined =
  /\b(no thanks?|no thank you|not interested|maybe later|may be later|rehne do|never mind|nevermind|not right now|do not want (it|this|that|any|these|to)|not for me|let me think|will think about it|not now)\b/
