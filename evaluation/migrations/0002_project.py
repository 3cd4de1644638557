import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concept', '0006_figures_in_sections'),
        ('core', '0005_issued_files'),
        ('evaluation', '0001_indicators'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeyActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='order')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='what it consists of')),
                ('area', models.CharField(choices=[('concept', 'Concept and its groups'), ('pilot', 'Pilot of housing'), ('management', 'Project management'), ('evaluation', 'Evaluation'), ('other', 'Other')], default='other', max_length=10, verbose_name='what it is about')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('approved_czk', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='approved amount')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='key_activities', to='concept.projectpage')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='key_activity', to='core.record')),
            ],
            options={
                'verbose_name': 'key activity',
                'verbose_name_plural': 'key activities',
                'constraints': [models.UniqueConstraint(fields=('project', 'code'), name='key_activity_code_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='key_activity_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('approved_czk__isnull', True), ('approved_czk__gte', 0), _connector='OR'), name='key_activity_approved_is_no_debt')],
            },
        ),
        migrations.CreateModel(
            name='ActivityPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='concept.documentpage')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activity_parts', to='concept.projectpage')),
                ('record', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.record')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='evaluation.keyactivity')),
            ],
            options={
                'verbose_name': 'part of a key activity',
                'verbose_name_plural': 'parts of key activities',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('record__isnull', True)), models.Q(('document__isnull', True), ('record__isnull', False)), _connector='OR'), name='part_of_activity_is_one_thing'), models.UniqueConstraint(condition=models.Q(('record__isnull', False)), fields=('project', 'record'), name='part_record_in_one_activity'), models.UniqueConstraint(condition=models.Q(('document__isnull', False)), fields=('project', 'document'), name='part_document_in_one_activity')],
            },
        ),
        migrations.CreateModel(
            name='Milestone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='what is to be reached')),
                ('planned_on', models.DateField(verbose_name='planned for')),
                ('reached_on', models.DateField(blank=True, null=True, verbose_name='reached on')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='why on another day')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='evaluation.keyactivity')),
            ],
            options={
                'verbose_name': 'milestone',
                'verbose_name_plural': 'milestones',
            },
        ),
        migrations.CreateModel(
            name='MonitoringPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='report is due on')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='monitoring_periods', to='concept.projectpage')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='monitoring_period', to='core.record')),
            ],
            options={
                'verbose_name': 'monitoring period',
                'verbose_name_plural': 'monitoring periods',
                'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='monitoring_period_number_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='monitoring_period_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='EsfParticipants',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='code of the indicator')),
                ('name', models.CharField(max_length=200, verbose_name='name of the indicator')),
                ('number', models.PositiveSmallIntegerField()),
                ('count', models.PositiveIntegerField(verbose_name='count of participants')),
                ('source', models.CharField(max_length=300, verbose_name='where the count comes from')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why it is corrected')),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='evaluation.monitoringperiod')),
            ],
            options={
                'verbose_name': 'count of participants',
                'verbose_name_plural': 'counts of participants',
                'constraints': [models.UniqueConstraint(fields=('period', 'code', 'number'), name='participants_number_issued_once'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('reason', '')), models.Q(('number__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='participants_corrected_say_why')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('with_backfilled', models.BooleanField()),
                ('corrects_what', models.CharField(blank=True, max_length=500, verbose_name='what is corrected')),
                ('data', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='evaluation.monitoringreport')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='evaluation.monitoringperiod')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='monitoring_report', to='core.record')),
            ],
            options={
                'verbose_name': 'monitoring report',
                'verbose_name_plural': 'monitoring reports',
                'constraints': [models.UniqueConstraint(fields=('period', 'number'), name='monitoring_report_number_issued_once'), models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', True), ('corrects_what', ''), ('number', 1)), models.Q(('corrects__isnull', False), ('number__gt', 1), models.Q(('corrects_what', ''), _negated=True)), _connector='OR'), name='monitoring_report_says_what_it_corrects')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('docx', 'Report (docx)'), ('zip', 'Annexes (zip)')], max_length=4)),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('data', models.BinaryField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='evaluation.monitoringreport')),
            ],
            options={
                'verbose_name': 'file of a monitoring report',
                'verbose_name_plural': 'files of monitoring reports',
                'constraints': [models.UniqueConstraint(fields=('report', 'format'), name='monitoring_file_once')],
            },
        ),
        migrations.CreateModel(
            name='PeriodNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='what happened')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='evaluation.keyactivity')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='evaluation.monitoringperiod')),
            ],
            options={
                'verbose_name': 'note on a key activity in a period',
                'verbose_name_plural': 'notes on key activities in a period',
                'constraints': [models.UniqueConstraint(fields=('period', 'activity'), name='period_note_once')],
            },
        ),
        migrations.CreateModel(
            name='ProjectChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('changed_on', models.DateField(verbose_name='in force from')),
                ('what', models.TextField(verbose_name='what changes')),
                ('why', models.TextField(verbose_name='why')),
                ('state', models.CharField(choices=[('waiting', 'Waits for the funder'), ('approved', 'Approved by the funder'), ('refused', 'Refused by the funder'), ('notice', 'Only announced to the funder')], default='waiting', max_length=8)),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name="day of the funder's answer")),
                ('decided_where', models.CharField(blank=True, max_length=120, verbose_name="number of the funder's answer")),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='evaluation.keyactivity')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='project_changes', to='concept.projectpage')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='project_change', to='core.record')),
            ],
            options={
                'verbose_name': 'change of the project',
                'verbose_name_plural': 'changes of the project',
                'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='project_change_number_issued_once'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='project_change_answered_says_when')],
            },
        ),
        migrations.CreateModel(
            name='ProjectLedger',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('approved_czk', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='approved in total')),
                ('last_spending_number', models.PositiveIntegerField(default=0, editable=False)),
                ('last_change_number', models.PositiveIntegerField(default=0, editable=False)),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ledger', to='concept.projectpage')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='project_ledger', to='core.record')),
            ],
            options={
                'verbose_name': 'ledger',
                'verbose_name_plural': 'ledgers',
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_czk__isnull', True), ('approved_czk__gte', 0), _connector='OR'), name='project_approved_is_no_debt')],
            },
        ),
        migrations.CreateModel(
            name='ProjectOutput',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='concept.documentpage', verbose_name='document')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='project_outputs', to='concept.projectpage')),
            ],
            options={
                'verbose_name': 'output of the project',
                'verbose_name_plural': 'outputs of the project',
            },
        ),
        migrations.CreateModel(
            name='PublicityItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('requirement', models.CharField(max_length=300, verbose_name='what is required')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='where it is required')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('evidence_url', models.URLField(blank=True, max_length=500, verbose_name='address that shows it')),
                ('filename', models.CharField(blank=True, editable=False, max_length=200)),
                ('mime', models.CharField(blank=True, editable=False, max_length=100)),
                ('size', models.PositiveIntegerField(default=0, editable=False)),
                ('digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('data', models.BinaryField(blank=True, default=bytes)),
                ('lock_version', models.PositiveIntegerField(default=1, editable=False)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publicity_items', to='concept.projectpage')),
            ],
            options={
                'verbose_name': 'item of publicity',
                'verbose_name_plural': 'items of publicity',
            },
        ),
        migrations.CreateModel(
            name='ReportMaking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('with_backfilled', models.BooleanField(default=False)),
                ('corrects_what', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('waiting', 'Waits'), ('running', 'Being made'), ('done', 'Made'), ('failed', 'Could not be made')], default='waiting', max_length=7)),
                ('progress_percent', models.PositiveSmallIntegerField(default=0)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='makings', to='evaluation.monitoringperiod')),
                ('report', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='making', to='evaluation.monitoringreport')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('period',), name='report_of_a_period_made_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Spending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('spent_on', models.DateField(verbose_name='spent on')),
                ('amount_czk', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('document_number', models.CharField(max_length=80, verbose_name='number of the document')),
                ('purpose', models.CharField(max_length=200, verbose_name='what was paid for')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why it is corrected')),
                ('entered_at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spending', to='evaluation.keyactivity')),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='evaluation.spending')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'spending',
                'verbose_name_plural': 'spending',
                'constraints': [models.UniqueConstraint(fields=('activity', 'number'), name='spending_number_issued_once'), models.CheckConstraint(condition=models.Q(models.Q(('amount_czk__gt', Decimal('0')), ('corrects__isnull', True), ('reason', '')), models.Q(('amount_czk__gte', Decimal('0')), ('corrects__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='spending_corrected_says_why')],
            },
        ),
    ]
