"""Tables of the housing pilot."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concept', '0006_figures_in_sections'),
        ('core', '0005_issued_files'),
        ('evaluation', '0003_judgements'),
        ('people', '0006_people_in_czech_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pilot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='pilot', to='core.record')),
                ('inside', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='inside_of_pilot', to='core.record')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pilots', to='concept.projectpage')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'housing pilot',
                'verbose_name_plural': 'housing pilots',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='pilot_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='PilotRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='evaluation.pilot')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('crisis_months', models.PositiveSmallIntegerField(default=6, verbose_name='longest crisis stay, in months')),
                ('crisis_reviews', models.JSONField(verbose_name='months of reviews of a crisis stay')),
                ('assessment_months', models.PositiveSmallIntegerField(default=3, verbose_name='assessment, in months')),
                ('gap_days', models.PositiveSmallIntegerField(default=30, verbose_name='crisis stays with fewer days between them count together')),
                ('is_cooperation_compulsory_everywhere', models.BooleanField(default=False, verbose_name='cooperation with a social worker is compulsory in affordable flats too')),
                ('minimum', models.PositiveSmallIntegerField(default=5, verbose_name='least count that may be published')),
                ('crossed_minimum', models.PositiveSmallIntegerField(default=10, verbose_name='least count of a table of two features')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('crossed_minimum__gte', models.F('minimum')), ('minimum__gte', 3)), name='pilot_minimum_protects'), models.CheckConstraint(condition=models.Q(('assessment_months__gte', 1), ('crisis_months__gte', 1)), name='pilot_limits_have_months')],
            },
        ),
        migrations.CreateModel(
            name='PlannedFlats',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned', to='evaluation.pilot')),
                ('programme', models.CharField(choices=[('crisis', 'Crisis housing'), ('social_affordable', 'Social and affordable housing')], max_length=20)),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('count', models.PositiveSmallIntegerField(verbose_name='planned flats')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Flat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flats', to='evaluation.pilot')),
                ('code', models.CharField(help_text='Letters, a dash and a number, such as K-1. Never an address.', max_length=9, verbose_name='code')),
                ('programme', models.CharField(choices=[('crisis', 'Crisis housing'), ('social_affordable', 'Social and affordable housing')], max_length=20, verbose_name='programme')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pilot_flats', to='people.organisation', verbose_name='city district')),
                ('size', models.CharField(choices=[('1', 'One room'), ('2', 'Two rooms'), ('3', 'Three rooms'), ('4', 'Four rooms or more')], max_length=1, verbose_name='size')),
                ('is_furnished', models.BooleanField(default=False, verbose_name='furnished')),
                ('energy_holder', models.CharField(choices=[('district', 'City district'), ('city', 'City'), ('household', 'Household'), ('owner', 'Owner of the flat')], max_length=10, verbose_name='who has the energy contract')),
                ('available_from', models.DateField(verbose_name='in the pilot from')),
                ('available_to', models.DateField(blank=True, null=True, verbose_name='in the pilot until')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'flat of the pilot',
                'verbose_name_plural': 'flats of the pilot',
                'constraints': [models.UniqueConstraint(fields=('pilot', 'code'), name='flat_code_once_per_pilot'), models.CheckConstraint(condition=models.Q(('available_to__isnull', True), ('available_to__gte', models.F('available_from')), _connector='OR'), name='flat_leaves_after_it_comes')],
            },
        ),
        migrations.CreateModel(
            name='FlatOutage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outages', to='evaluation.flat')),
                ('start', models.DateField(verbose_name='out of service from')),
                ('end', models.DateField(blank=True, null=True, verbose_name='out of service until')),
                ('reason', models.CharField(choices=[('repair', 'Repair'), ('damage', 'Damage'), ('other', 'Other reason')], max_length=10, verbose_name='why')),
            ],
            options={
                'verbose_name': 'flat out of service',
                'verbose_name_plural': 'flats out of service',
                'constraints': [models.CheckConstraint(condition=models.Q(('end__isnull', True), ('end__gte', models.F('start')), _connector='OR'), name='flat_outage_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='households', to='evaluation.pilot')),
                ('pseudonym', models.CharField(max_length=10, unique=True, verbose_name='pseudonym')),
                ('entry_situation', models.CharField(choices=[('roofless', 'Roofless'), ('houseless', 'Houseless'), ('insecure', 'Insecure housing'), ('inadequate', 'Inadequate housing')], max_length=10, verbose_name='housing before')),
                ('entry_route', models.CharField(choices=[('application', 'Own application'), ('district', 'Through a city district'), ('service', 'Through a social service'), ('outreach', 'Found by outreach'), ('institution', 'Leaving an institution'), ('split', 'Split from another household')], max_length=12, verbose_name='way into the pilot')),
                ('entered_on', models.DateField(verbose_name='entered on')),
                ('split_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='evaluation.household')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'household of the pilot',
                'verbose_name_plural': 'households of the pilot',
                'constraints': [models.CheckConstraint(condition=models.Q(('split_from', None), ('entry_route', 'split'), _connector='OR'), name='household_split_says_so')],
            },
        ),
        migrations.CreateModel(
            name='HouseholdSize',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sizes', to='evaluation.household')),
                ('valid_from', models.DateField(verbose_name='since')),
                ('adults', models.PositiveSmallIntegerField(null=True, verbose_name='adults')),
                ('children', models.PositiveSmallIntegerField(null=True, verbose_name='children')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'size of a household',
                'verbose_name_plural': 'sizes of households',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('adults__isnull', True), ('children__isnull', True)), models.Q(('adults__gte', 1), ('adults__lte', 20), ('children__gte', 0), ('children__lte', 20)), _connector='OR'), name='household_has_an_adult')],
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='evaluation.household')),
                ('flat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='evaluation.flat')),
                ('programme', models.CharField(choices=[('crisis', 'Crisis housing'), ('social_affordable', 'Social and affordable housing')], max_length=20, verbose_name='programme')),
                ('start', models.DateField(verbose_name='moved in')),
                ('contract_end', models.DateField(blank=True, null=True, verbose_name='contract until')),
                ('actual_end', models.DateField(blank=True, help_text='The first day on which the household does not hold the flat any more.', null=True, verbose_name='ended on')),
                ('end_reason', models.CharField(blank=True, choices=[('moved_within_system', 'Moved to another flat of the pilot'), ('own_or_market_tenancy', 'Own tenancy elsewhere'), ('family_friends', 'To family or friends'), ('institution_health', 'To a health institution'), ('institution_prison', 'To prison'), ('rent_arrears', 'Rent owed'), ('breach_other', 'Other breach of the contract'), ('abandoned', 'Flat abandoned'), ('death', 'Death'), ('limit_no_onward_housing', 'Limit of crisis housing, nothing to move on to'), ('other', 'Other reason'), ('unknown', 'Not known')], max_length=25, verbose_name='why it ended')),
                ('destination', models.CharField(blank=True, choices=[('stable', 'Stable housing'), ('temporary', 'Temporary housing'), ('institution', 'Institution'), ('homeless', 'Without housing'), ('deceased', 'Died'), ('unknown', 'Not known')], max_length=11, verbose_name='where the household went')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='evaluation.tenancy')),
                ('is_void', models.BooleanField(default=False, editable=False)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'stay in a flat of the pilot',
                'verbose_name_plural': 'stays in flats of the pilot',
                'constraints': [models.CheckConstraint(condition=models.Q(('actual_end__isnull', True), ('actual_end__gte', models.F('start')), _connector='OR'), name='tenancy_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('contract_end__isnull', True), ('contract_end__gt', models.F('start')), _connector='OR'), name='tenancy_contract_has_days'), models.CheckConstraint(condition=models.Q(models.Q(('actual_end__isnull', True), ('destination', ''), ('end_reason', '')), models.Q(('actual_end__isnull', False), ('destination', ''), ('end_reason', 'moved_within_system')), models.Q(('actual_end__isnull', False), models.Q(('end_reason__in', ('', 'moved_within_system')), _negated=True), models.Q(('destination', ''), _negated=True)), _connector='OR'), name='tenancy_end_says_why_and_where_to')],
            },
        ),
        migrations.CreateModel(
            name='LimitException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='evaluation.tenancy')),
                ('answer', models.CharField(choices=[('exception', 'Exception'), ('plan', 'Plan of moving on')], max_length=10, verbose_name='what is said')),
                ('until', models.DateField(verbose_name='until')),
                ('reason', models.CharField(choices=[('flat_promised', 'The next flat is promised'), ('no_flat', 'There is no flat to move to'), ('service', 'A place in a social service is awaited'), ('other', 'Other reason')], max_length=15, verbose_name='why')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('approved_by', models.CharField(choices=[('social_worker', 'Social worker'), ('coordinator', 'Coordinator of social work'), ('department_head', 'Head of the department'), ('commission', 'Commission')], max_length=15, verbose_name='approved by')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'exception from the limit',
                'verbose_name_plural': 'exceptions from the limit',
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('decided_on'))), name='limit_exception_has_days')],
            },
        ),
        migrations.CreateModel(
            name='SupportLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='evaluation.household')),
                ('level', models.CharField(choices=[('assessment', 'Assessment'), ('intensive', 'Intensive (social flat)'), ('light', 'Light (affordable flat)')], max_length=10, verbose_name='level of support')),
                ('valid_from', models.DateField(verbose_name='holds from')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('decided_by', models.CharField(choices=[('social_worker', 'Social worker'), ('coordinator', 'Coordinator of social work'), ('department_head', 'Head of the department'), ('commission', 'Commission')], max_length=15, verbose_name='decided by')),
                ('reason', models.CharField(choices=[('assessed', 'Result of the assessment'), ('known_before', 'Known before moving in'), ('needs_grew', 'More support is needed'), ('needs_fell', 'Less support is enough'), ('asked', 'The household asked for it')], max_length=12, verbose_name='why')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='evaluation.supportlevel')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'level of support',
                'verbose_name_plural': 'levels of support',
                'constraints': [models.CheckConstraint(condition=models.Q(('level', 'assessment'), _negated=True), name='support_level_is_a_decision')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='evaluation.household')),
                ('kind', models.CharField(choices=[('assessment', 'After the assessment'), ('crisis', 'Crisis stay'), ('interim', 'In between'), ('exit', 'At the end'), ('check', 'Look at how housing lasted')], max_length=10, verbose_name='kind')),
                ('month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='month')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='was due')),
                ('held_on', models.DateField(verbose_name='held on')),
                ('result', models.CharField(choices=[('goes_on', 'Goes on as it is'), ('level_decided', 'Level of support decided'), ('onward_plan', 'Plan of moving on'), ('exception', 'Exception asked for'), ('ends', 'The stay ends'), ('not_met', 'The household was not met')], max_length=15, verbose_name='result')),
                ('next_due', models.DateField(blank=True, null=True, verbose_name='next one by')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='evaluation.review')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'review',
                'verbose_name_plural': 'reviews',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('crisis', 'check')), ('month__isnull', False)), models.Q(models.Q(('kind__in', ('crisis', 'check')), _negated=True), ('month__isnull', True)), _connector='OR'), name='review_of_a_month_says_which')],
            },
        ),
        migrations.CreateModel(
            name='HousingStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='evaluation.household')),
                ('month', models.PositiveSmallIntegerField(choices=[(6, '6'), (12, '12'), (18, '18'), (24, '24')], verbose_name='months after moving in')),
                ('housed_how', models.CharField(choices=[('same_flat', 'In the same flat'), ('other_housing', 'In other housing'), ('no_housing', 'Without housing'), ('institution', 'In an institution'), ('deceased', 'Died'), ('unknown', 'Not known')], max_length=13, verbose_name='how the household lives')),
                ('seen_on', models.DateField(verbose_name='learnt on')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'housing after some months',
                'verbose_name_plural': 'housing after some months',
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='RowChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='evaluation.flat')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='evaluation.household')),
                ('tenancy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='evaluation.tenancy')),
                ('field', models.CharField(max_length=40)),
                ('former', models.CharField(blank=True, max_length=80)),
                ('new', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(choices=[('mistake', 'It was entered wrongly'), ('reported_late', 'It was learnt later'), ('agreed', 'It was agreed anew')], max_length=15, verbose_name='why')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('flat__isnull', False), ('household', None), ('tenancy', None)), models.Q(('flat', None), ('household__isnull', False), ('tenancy', None)), models.Q(('flat', None), ('household', None), ('tenancy__isnull', False)), _connector='OR'), name='row_change_is_of_one_row')],
            },
        ),
    ]
