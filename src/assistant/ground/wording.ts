/** Words that push. Nothing in the catalogue is entitled to say them, so no sentence of a model is. */
const PRESSURE =
  /\b(hurry|act (?:now|fast)|last (?:chance|few|unit|one)|(?:selling|filling|moving|going) (?:out )?(?:fast|quick)|sell(?:s|ing)? out|few(?:er)? (?:units?|homes?|flats?|left)|only .{0,20}\bleft|almost (?:gone|sold)|won'?t last|don'?t miss|limited (?:time|units?|period|stock|offer|availability)|high(?:ly)?[- ](?:in[- ])?demand|in (?:high|great|huge|heavy) demand|hot(?:test|cake| property| deal)|(?:prices?|rates?|values?) (?:\w+ ){0,6}(?:rise|rising|increase|increasing|go(?:ing)? up|appreciat\w+|double|climb)|appreciat(?:e|es|ion)\b|guaranteed|assured (?:returns?|rent)|once in a lifetime|(?:others?|people|buyers?|families) (?:are|have been) (?:also )?(?:looking|viewing|asking|booking|interested)|before (?:it'?s|they'?re) (?:gone|too late)|best (?:price|deal) (?:ever|today)|today only|book(?:ing)? (?:now|today|fast))/i

/** Deeds and promises for which the desk has no verb. */
const PROMISE =
  /\b(?:I|we|our (?:team|agent|expert|advisor|manager)|someone|somebody|an? (?:agent|advisor|expert|colleague|manager|representative))(?:'ve| have| has|'ll| will| shall|'m| am| are| is|'re)? (?:just |already |now |going to )?(?:be )?(?:book(?:ed|ing)?|schedul(?:e|ed|ing)|arrang(?:e|ed|ing)|reserv(?:e|ed|ing)|confirm(?:ed)?|call(?:ed|ing)? (?:you|back)|contact(?:ed|ing)? you|reach(?:ing)? out|get(?:ting)? back to you|e?-?mail(?:ed)? (?:you|it)|sen[dt](?:ing)? (?:you|it)|connect(?:ed|ing)? you|transfer(?:red|ring)?|notif(?:y|ied)|remind(?:ed|ing)? you)|\b(?:visit|callback|call|appointment|booking|meeting) (?:is|has been|was) (?:now )?(?:booked|scheduled|confirmed|arranged|set|moved|rescheduled|cancelled|canceled)/i

/** Machinery, markup and addresses that have no place in an answer. */
const MACHINERY =
  /\b(?:null|undefined|NaN|\[object|tool[_ ]?calls?|function[_ ]?calls?|system prompt|my instructions|as an ai|language model|QQ\d)\b|₹ ?0(?![\d.,])|\{[^}]*\}|<\/?[a-z!][^>]*>|\]\(|https?:|www\.|javascript:|[\w+-]@\w|```|\b[a-z]+_[a-z_]+\b/i

/** Why a sentence's wording may not be shown, or null. */
export function forbiddenWording(sentence: string): 'pressure' | 'promise' | 'machinery' | null {
  if (PRESSURE.test(sentence)) return 'pressure'
  if (PROMISE.test(sentence)) return 'promise'
  return MACHINERY.test(sentence) ? 'machinery' : null
}
