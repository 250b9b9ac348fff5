"""Starting an organization: the files that a folder of flows lacks, or a small example in an empty folder.

flows ──▶ reading  programs, and values for the `{{keys}}` of the folder
             │
             ▼
          needs    what the flows name and the folder does not have
             │
             ▼
          plan  ◀── org_text, mocks_text, table_text, module_text   the files that fill the gap
             │
             ▼
          writing  all new files, never over existing ones
"""
