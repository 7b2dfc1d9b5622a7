"""The addresses of the portal with the style guide, as the demo has it.

To be imported before a test sets DEMO: the portal's own addresses are made once in a process.
"""

from lausitz_portal.style_guide.urls import urlpatterns as style_guide_patterns
from lausitz_portal.urls import urlpatterns as portal_patterns

urlpatterns = [*portal_patterns, *style_guide_patterns]
