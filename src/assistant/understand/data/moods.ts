export const moods = {
  strong: ['terrible', 'worst', 'hate', 'hated', 'hates', 'useless', 'pathetic', 'scam', 'scammers', 'scammer', 'horrible', 'awful', 'disgusting', 'rubbish', 'bakwas', 'bekar', 'ghatiya', 'fraud', 'crap'],
  plain: [
    'frustrated', 'frustrating', 'frustration', 'annoyed', 'annoying', 'irritated', 'irritating', 'fed up', 'ridiculous', 'waste of time', 'wasting my time', 'wasted my time', 'waste of my time', 'waiting forever',
    'nothing works', 'nothing is working', 'angry', 'sick of', 'tired of', 'nonsense', 'sick and tired', 'pissed', 'pissed off', 'furious', 'unacceptable', 'stupid', 'been waiting for ages', 'waited forever', 'pareshan', 'wasting time', 'had enough',
  ],
  excited: [
    'perfect', 'excited', 'exciting', 'amazing', 'awesome', 'fantastic', 'wonderful', 'brilliant', 'superb', 'thrilled', 'dream home', 'dream house', 'exactly what i', 'exactly what we', 'love it', 'love this', 'love that', 'love the', 'loved it', 'loved the', 'loving it',
    'wow', 'can not wait to', 'outstanding', 'fabulous', 'incredible', 'stunning', 'delighted', 'over the moon', 'mind blowing', 'zabardast', 'kamaal', 'lajawab', 'best ever', 'super excited', 'excellent', 'yay', 'woohoo', 'ecstatic', 'absolutely love', 'loved this', 'i love', 'we love', 'hooray',
  ],
  positive: [
    'good', 'nice', 'great', 'like', 'liked', 'lovely', 'happy', 'pleased', 'glad', 'interested', 'interesting', 'thanks', 'thank', 'helpful', 'cool', 'beautiful', 'impressive', 'impressed', 'satisfied', 'appreciate', 'well done', 'sounds fine', 'looks fine',
    'works for me', 'works for us', 'acha', 'accha', 'achha', 'badhiya', 'pasand', 'mast', 'comfortable', 'decent', 'attractive', 'fair enough', 'shukriya', 'dhanyavaad', 'promising', 'tempting', 'better', 'enjoy', 'enjoyed', 'love',
  ],
  negative: [
    'worried', 'worry', 'worries', 'worrying', 'worrisome', 'concerned', 'concern', 'concerns', 'concerning', 'doubt', 'doubts', 'doubtful', 'unsure', 'uncertain', 'not sure', 'not certain', 'not convinced', 'hesitant', 'hesitating', 'confused', 'confusing', 'disappointed', 'disappointing', 'bad', 'poor', 'unhappy',
    'afraid', 'scared', 'nervous', 'anxious', 'skeptical', 'sceptical', 'expensive', 'costly', 'overpriced', 'problem', 'problems', 'issue', 'issues', 'sad', 'upset', 'dislike', 'risky', 'unfortunately', 'suspicious', 'not interested', 'uncomfortable', 'dissatisfied', 'boring', 'stressful', 'stressed',
    'not happy', 'wrong', 'trust issues', 'second thoughts', 'cold feet', 'regret', 'hard to decide', 'overwhelmed', 'overwhelming', 'mehnga', 'mehenga', 'mahanga', 'darr', 'dar lag', 'chinta', 'tension', 'too far', 'misleading', 'shady', 'reservations', 'unclear', 'hmm not', 'apprehensive', 'sceptic', 'unreliable', 'meh', 'not good', 'not great', 'not nice', 'not like', 'not impressed', 'not trust', 'unsatisfied', 'lost', 'broke', 'too late', 'not helpful', 'pathetic', 'let down',
  ],
} as const
