"""Making pattern packs (编写规则包): scaffold, check, trials, what a pack changes, where it fires, and drafts learned from
corrections."""
