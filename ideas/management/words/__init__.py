"""Words and a small grammar for synthetic ideas: nobody's texts, with few common and very many rare words."""
