"""Linking numbers to what they measure (指标关联), in parts.

`context` holds what is known of one statement; `order` says which way of linking is tried when, and what is mended once all
numbers are linked. Each other module is one subject: frames and names of both sides, what is given and who gets it, what is
set aside, shares, ranks, what is counted behind the number or named before it, earlier numbers and clauses, lists that are
dealt out, owners of bare measures. A way takes the context and the neighbourhood of one number and says whether it linked it.
"""
