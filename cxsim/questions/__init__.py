"""What it means for a decision: effects at touchpoints and links, moments of truth, improvements ranked.

Everything here compares worlds that differ in an intervention and in nothing else: the same customers with
the same draws. `interventions` says what can be done to a world, `worlds` lives through them, `estimates`
gives differences with honest intervals; the other files ask one question each.
"""
