export const units: Record<string, number> = {
  zero: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19,
}

export const tens: Record<string, number> = {
  twenty: 20, thirty: 30, forty: 40, fourty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
}

/** Hindi numbers. Many are also other words ("do", "char", "teen"), so they count only before a unit. */
export const hindi: Record<string, number> = {
  ek: 1, do: 2, teen: 3, char: 4, chaar: 4, paanch: 5, panch: 5, chhe: 6, che: 6, chhah: 6, saat: 7, aath: 8, nau: 9,
  das: 10, dus: 10, gyarah: 11, barah: 12, pandrah: 15, bees: 20, bis: 20, pachees: 25, pachis: 25, tees: 30, tis: 30,
  paintees: 35, chalis: 40, chalees: 40, paintalis: 45, pachas: 50, pachaas: 50, pachpan: 55, saath: 60, sath: 60,
  painsath: 65, sattar: 70, pachattar: 75, assi: 80, pachasi: 85, nabbe: 90, pachanve: 95, sau: 100,
}

export const fractions: Record<string, number> = { dedh: 1.5, derh: 1.5, deadh: 1.5, dhai: 2.5, adhai: 2.5, dhaai: 2.5, aadha: 0.5, adha: 0.5, half: 0.5, sava: 1.25, sawa: 1.25, paune: 0.75, pauna: 0.75 }
