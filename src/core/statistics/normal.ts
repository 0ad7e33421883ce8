/** Quantiles of the standard normal distribution that the formulas here use. */
export const normalQuantile = { p80: 0.8416212335729143, p90: 1.2815515655446004, p975: 1.959963984540054 } as const;
